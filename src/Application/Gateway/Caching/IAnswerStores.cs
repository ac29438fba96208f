using AkashChat.Domain.Catalog;

namespace AkashChat.Application.Gateway.Caching;

/// <summary>Has the places where answers can be kept.</summary>
public interface IAnswerStores
{
    /// <summary>The place that the rules name.</summary>
    IAnswerStore Of(CacheRules rules);
}

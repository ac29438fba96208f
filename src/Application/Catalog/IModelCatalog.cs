using AkashChat.Domain.Catalog;

namespace AkashChat.Application.Catalog;

/// <summary>Knows the models on offer.</summary>
public interface IModelCatalog
{
    /// <summary>The table in force; read it once per request, then only use what you read.</summary>
    RoutingTable Current { get; }
}

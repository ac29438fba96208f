using AkashChat.Domain.Catalog;

namespace AkashChat.Application.Catalog;

/// <summary>Knows how models are at the moment.</summary>
public interface IModelStates
{
    /// <summary>The state of a model on this instance.</summary>
    ModelState Of(ModelGroup group);
}

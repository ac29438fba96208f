using AkashChat.Application.Catalog;
using AkashChat.Application.Gateway;
using AkashChat.Application.Gateway.Routing;
using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>Tells from the breakers of a model's deployments how it is; of models behind a proxy nothing is known.</summary>
internal sealed class ModelStates(DeploymentStates states, LiteLlmOptions? proxy = null) : IModelStates
{
    public ModelState Of(ModelGroup group)
    {
        if (proxy is not null)
        {
            return ModelState.Unknown;
        }

        var now = states.Now;
        var cooling = group.Deployments.Count(deployment => states.Of(deployment).CoolsFor(now) > TimeSpan.Zero);
        return cooling == 0 ? ModelState.Available
            : cooling < group.Deployments.Length ? ModelState.Degraded
            : ModelState.Unavailable;
    }
}

using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Routing;

/// <summary>Keeps the state of every deployment by its id, beyond changes of the configuration, and each group's candidates.</summary>
public sealed class DeploymentStates(TimeProvider clock)
{
    private readonly long _epoch = clock.GetTimestamp();
    private readonly long _epochUtc = clock.GetUtcNow().UtcTicks;
    private readonly ConcurrentDictionary<string, DeploymentState> _states = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<ModelGroup, DeploymentPool> _pools = [];

    /// <summary>The moment in ticks, of a clock that only goes forward; it began at UTC, so that all instances have the same minutes.</summary>
    public long Now => _epochUtc + clock.GetElapsedTime(_epoch).Ticks;

    /// <summary>The state of a deployment.</summary>
    public DeploymentState Of(Deployment deployment) => _states.GetOrAdd(deployment.Id, static _ => new DeploymentState());

    /// <summary>The state of the deployment of that id; null: it was never asked for.</summary>
    public DeploymentState? Find(string id) => _states.GetValueOrDefault(id);

    /// <summary>A group's candidates.</summary>
    public DeploymentPool Pool(ModelGroup group) => _pools.GetValue(group, made => new DeploymentPool(made, Of));

    /// <summary>Forgets deployments that are not on offer any more and have nothing open.</summary>
    public void ForgetAllBut(RoutingTable table)
    {
        var ids = table.Groups.SelectMany(group => group.Deployments).Select(deployment => deployment.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var pair in _states)
        {
            if (!ids.Contains(pair.Key) && pair.Value.OpenRequests == 0)
            {
                _states.TryRemove(pair);
            }
        }
    }
}

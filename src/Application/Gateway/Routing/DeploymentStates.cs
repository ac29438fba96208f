using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AkashChat.Application.Catalog;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Routing;

/// <summary>Keeps the state of every deployment by its id, beyond changes of the configuration, and each group's candidates.</summary>
public sealed class DeploymentStates(TimeProvider clock)
{
    /// <summary>How long is kept what is known of a deployment that is not on offer: a list of models may lack one for a moment.</summary>
    public static readonly TimeSpan KeptWhenGone = TimeSpan.FromMinutes(10);

    private readonly long _epoch = clock.GetTimestamp();
    private readonly long _epochUtc = clock.GetUtcNow().UtcTicks;
    private readonly ConcurrentDictionary<string, DeploymentState> _states = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<ModelGroup, DeploymentPool> _pools = [];

    // Since when they are seen to be gone; of the states above.
    private readonly Dictionary<string, long> _goneSince = new(StringComparer.Ordinal);

    /// <summary>The moment in ticks, of a clock that only goes forward; it began at UTC, so that all instances have the same minutes.</summary>
    public long Now => _epochUtc + clock.GetElapsedTime(_epoch).Ticks;

    /// <summary>How many deployments have a state.</summary>
    public int Count => _states.Count;

    /// <summary>The state of a deployment.</summary>
    public DeploymentState Of(Deployment deployment) => _states.GetOrAdd(deployment.Id, static _ => new DeploymentState());

    /// <summary>The state of the deployment of that id; null: it was never asked for.</summary>
    public DeploymentState? Find(string id) => _states.GetValueOrDefault(id);

    /// <summary>A group's candidates.</summary>
    public DeploymentPool Pool(ModelGroup group) =>
        _pools.TryGetValue(group, out var pool) ? pool : _pools.GetValue(group, made => new DeploymentPool(made, Of));

    /// <summary>Forgets deployments that have not been on offer for ten minutes and have nothing open. For one caller at a time.</summary>
    public void ForgetGone(IModelCatalog catalog)
    {
        // Read before the table: what a newer table brings in meanwhile is not among them.
        var known = _states.ToArray();
        var ids = catalog.Current.Groups.SelectMany(group => group.Deployments).Select(deployment => deployment.Id).ToHashSet(StringComparer.Ordinal);
        var now = Now;
        foreach (var pair in known)
        {
            if (ids.Contains(pair.Key) || pair.Value.OpenRequests > 0)
            {
                _goneSince.Remove(pair.Key);
            }
            else if (!_goneSince.TryAdd(pair.Key, now) && now - _goneSince[pair.Key] >= KeptWhenGone.Ticks)
            {
                _goneSince.Remove(pair.Key);
                _states.TryRemove(pair);
            }
        }
    }
}

using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace AkashChat.Infrastructure.Gateway.Rehearsal;

/// <summary>What is wrong with which deployments at the moment, and who was asked since that changed.</summary>
internal sealed class Outage(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, long> _askedAt = new(StringComparer.Ordinal);
    private volatile FrozenSet<string> _struck = FrozenSet<string>.Empty;
    private volatile Fault _fault;
    private long _changedAt;

    /// <summary>Strikes deployments with a fault; all others are well.</summary>
    public void Begin(Fault fault, IEnumerable<string> deployments) => Change(fault, deployments.ToFrozenSet(StringComparer.Ordinal));

    /// <summary>All are well.</summary>
    public void End() => Change(Fault.None, FrozenSet<string>.Empty);

    /// <summary>What is wrong with a deployment that is asked now.</summary>
    public Fault Ask(string deployment)
    {
        _askedAt.TryAdd(deployment, clock.GetTimestamp());
        return _struck.Contains(deployment) ? _fault : Fault.None;
    }

    /// <summary>How long after the last change a deployment was asked first; null: it was not.</summary>
    public TimeSpan? AskedAfter(string deployment) =>
        _askedAt.TryGetValue(deployment, out var at) ? clock.GetElapsedTime(_changedAt, at) : null;

    private void Change(Fault fault, FrozenSet<string> struck)
    {
        (_fault, _struck, _changedAt) = (fault, struck, clock.GetTimestamp());
        _askedAt.Clear();
    }
}

using AkashChat.Domain.Usage;

namespace AkashChat.Application.Usage;

/// <summary>A call that has begun and is not over.</summary>
public abstract class OpenCall
{
    /// <summary>The name that its usage record will have.</summary>
    public abstract Guid Id { get; }

    /// <summary>Whether an estimate of it was noted outside of this process when it was admitted.</summary>
    public virtual bool IsNoted => false;

    /// <summary>What is booked if this process ends before the call does. May be asked by another thread, and when the call is over.</summary>
    public abstract UsageRecord ToEstimate();
}

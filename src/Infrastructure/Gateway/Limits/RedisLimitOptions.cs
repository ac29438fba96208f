namespace AkashChat.Infrastructure.Gateway.Limits;

/// <summary>How Redis keeps the limits, and what holds while it does not answer.</summary>
public sealed record RedisLimitOptions
{
    /// <summary>How long a decision waits for Redis.</summary>
    public TimeSpan Timeout { get; internal set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether each instance decides by itself while Redis is away; else requests that are under limits are refused.</summary>
    public bool DecideLocally { get; init; } = true;

    /// <summary>How much of each limit an instance may give then, in percent.</summary>
    public int LocalSharePercent { get; init; } = 50;

    /// <summary>How long an open request counts after the last sign of life of its instance.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);
}

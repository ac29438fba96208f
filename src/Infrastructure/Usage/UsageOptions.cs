namespace AkashChat.Infrastructure.Usage;

/// <summary>How long usage is kept, and waited for.</summary>
/// <param name="RetentionDays">After how many days single records are deleted; the sums stay. Null: never.</param>
public sealed record UsageOptions(int? RetentionDays = null)
{
    /// <summary>How long a stop waits until what was used is booked.</summary>
    public TimeSpan LastTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The first day whose records are kept, in UTC; null: all are.</summary>
    internal DateOnly? KeptSince(DateTimeOffset now) =>
        RetentionDays is { } days ? DateOnly.FromDateTime(now.UtcDateTime).AddDays(-days) : null;
}

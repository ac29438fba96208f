namespace AkashChat.Infrastructure.Usage.RollUps;

/// <summary>What was used of one model by one team within one period. EF reads it; <see cref="RollUpTable"/> writes it.</summary>
internal abstract class UsageSums
{
    /// <summary>The period's number: whole hours or days since the first day of year 1, in UTC.</summary>
    public required long Period { get; init; }

    public required string TeamId { get; init; }

    public required string Model { get; init; }

    public required long Requests { get; init; }

    public required long Completed { get; init; }

    public required long Failed { get; init; }

    public required long Aborted { get; init; }

    public required long Partial { get; init; }

    public required long Cached { get; init; }

    /// <summary>How many have a known cost: without any, there is no cost rather than one of nothing.</summary>
    public required long Priced { get; init; }

    public required long PromptTokens { get; init; }

    public required long CompletionTokens { get; init; }

    public required long CostMicroUsd { get; init; }

    /// <summary>The tokens with which the requests count in limits.</summary>
    public required long CountedTokens { get; init; }
}

/// <summary>The same of one key.</summary>
internal abstract class KeyUsageSums : UsageSums
{
    public required string KeyId { get; init; }

    public required Guid UserId { get; init; }
}

/// <summary>An hour of a key.</summary>
internal sealed class HourSums : KeyUsageSums;

/// <summary>A day of a key.</summary>
internal sealed class DaySums : KeyUsageSums;

/// <summary>An hour of a team.</summary>
internal sealed class TeamHourSums : UsageSums;

/// <summary>A day of a team.</summary>
internal sealed class TeamDaySums : UsageSums;

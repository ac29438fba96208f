using AkashChat.Domain.Keys;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>What a key has used of its limits at one moment.</summary>
public sealed record KeyStanding
{
    /// <summary>The limits that hold.</summary>
    public required KeyLimits Limits { get; init; }

    /// <summary>Whether requests and tokens are counted here; if not, the numbers of them say nothing.</summary>
    public bool IsCountedHere { get; init; } = true;

    /// <summary>Requests that are open on this instance.</summary>
    public int OpenRequests { get; init; }

    /// <summary>Requests that began on this instance within the minute.</summary>
    public int Requests { get; init; }

    /// <summary>Tokens that answers of this instance reported within the minute.</summary>
    public long Tokens { get; init; }

    /// <summary>How long the minute lasts; zero: none has begun.</summary>
    public TimeSpan MinuteLeft { get; init; }

    /// <summary>What was spent this month, in µUSD; null: no budget applies, and nobody counted.</summary>
    public long? SpentMicroUsd { get; init; }

    /// <summary>When the standing was taken.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>When the minute's counts begin anew.</summary>
    public DateTimeOffset MinuteEndsAt => TakenAt + MinuteLeft;

    /// <summary>When the next budget begins.</summary>
    public DateTimeOffset MonthEndsAt => BudgetMonth.Of(TakenAt).End;
}

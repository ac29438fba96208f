using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Gateway.Limits;

/// <summary>The rules by which every store decides and settles.</summary>
internal static class LimitArithmetic
{
    /// <summary>How much of a limit is held for a request: what it asks for, or what is left if it is content with that.</summary>
    /// <param name="charge">What is asked of which limit.</param>
    /// <param name="used">What counts at the moment.</param>
    public static long HeldFor(LimitCharge charge, long used) => Math.Min(charge.Amount, Math.Max(charge.Least, charge.Rule.Limit - used));

    /// <summary>Whether a limit forbids it.</summary>
    public static bool IsHit(LimitCharge charge, long used) => charge.Least > charge.Rule.Limit - used;

    /// <summary>Where a limit stands.</summary>
    /// <param name="charge">What was asked of which limit.</param>
    /// <param name="used">What counts, the request included if it was admitted.</param>
    /// <param name="held">How much is held for it, or would be.</param>
    /// <param name="resetsIn">How long until nothing of it counts any more.</param>
    /// <param name="retryIn">How long until the request would fit; null: this limit does not forbid it.</param>
    public static LimitState StateOf(LimitCharge charge, long used, long held, TimeSpan resetsIn, TimeSpan? retryIn) =>
        new(charge.Rule, charge.Counter, used, resetsIn)
        {
            Asked = held,
            IsHit = retryIn is not null,
            RetryIn = charge.Least > charge.Rule.Limit ? null : retryIn,
        };

    /// <summary>By how much a counter changes when a reservation ends.</summary>
    /// <param name="measure">What it counts.</param>
    /// <param name="held">What was held.</param>
    /// <param name="tokens">The tokens that were used.</param>
    /// <param name="microUsd">The money that was used.</param>
    public static long ChangeOf(LimitMeasure measure, long held, long tokens, long microUsd) => measure switch
    {
        LimitMeasure.Parallel => -held,
        LimitMeasure.Tokens => tokens - held,
        LimitMeasure.Money => microUsd - held,
        _ => 0,
    };
}

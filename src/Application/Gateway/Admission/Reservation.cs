using System.Collections.Immutable;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>What a request may use at the most, held against all its limits from its admission until it is settled.</summary>
/// <param name="Id">Names it; the request's usage record has the same name.</param>
/// <param name="At">When it was made; that decides which windows pay.</param>
/// <param name="Charges">What it takes of which limit.</param>
public sealed record Reservation(Guid Id, DateTimeOffset At, ImmutableArray<LimitCharge> Charges)
{
    /// <summary>What was really reserved of each, in the same order; set by the store when it admits.</summary>
    public long[] Held { get; set; } = [];

    /// <summary>What is booked if this process ends before the call does; null: it is noted elsewhere.</summary>
    public UsageRecord? Estimate { get; init; }

    /// <summary>Whether the store noted the estimate, outside of this process; set by it when it admits.</summary>
    public bool IsNoted { get; set; }

    /// <summary>Makes one that was not asked for yet.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="needs">What the request may use.</param>
    /// <param name="now">The time.</param>
    internal static Reservation Of(ImmutableArray<(LimitRule Rule, LimitCounter Counter)> limits, RequestNeeds needs, DateTimeOffset now)
    {
        var charges = ImmutableArray.CreateBuilder<LimitCharge>(limits.Length);
        foreach (var (rule, counter) in limits)
        {
            var (amount, least) = rule.Measure switch
            {
                LimitMeasure.Tokens => (needs.Tokens, needs.LeastTokens),
                LimitMeasure.Money => (needs.MicroUsd, needs.LeastMicroUsd),
                _ => (1, 1),
            };

            // What costs nothing no budget forbids.
            if (rule.Measure != LimitMeasure.Money || needs.CostsMoney)
            {
                charges.Add(new LimitCharge(rule, counter, amount, least));
            }
        }

        return new Reservation(UsageRecord.NewId(now), now, charges.DrainToImmutable());
    }
}

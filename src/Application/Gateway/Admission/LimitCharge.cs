using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>What one request takes of one limit.</summary>
/// <param name="Rule">The limit.</param>
/// <param name="Counter">Where it is counted.</param>
/// <param name="Amount">How much it may use at the most: that is reserved.</param>
/// <param name="Least">With how much it is content if the rest is not there; the same as the amount: with nothing less.</param>
public readonly record struct LimitCharge(LimitRule Rule, LimitCounter Counter, long Amount, long Least);

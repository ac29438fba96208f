using AkashChat.Domain.Keys;

namespace AkashChat.Application.Usage.TakeOver;

/// <summary>A key of the proxy in our terms.</summary>
/// <param name="Key">The key.</param>
/// <param name="SpentMicroUsd">What is spent of its budget of this month.</param>
/// <param name="BudgetFollowsSpend">Whether its budget changes while the proxy runs.</param>
/// <param name="Remarks">What is not as it was.</param>
internal sealed record TakenKey(KeyFromElsewhere Key, long SpentMicroUsd, bool BudgetFollowsSpend, IReadOnlySet<Remark> Remarks);

namespace AkashChat.Application.Usage;

/// <summary>What several requests came to, and how they ended.</summary>
/// <param name="Requests">How many there were.</param>
/// <param name="Completed">How many were answered whole.</param>
/// <param name="Failed">How many ended in an error, with nothing delivered.</param>
/// <param name="Aborted">How many their callers left.</param>
/// <param name="Partial">How many the model servers broke off.</param>
/// <param name="Cached">How many were answered from what was kept or shared.</param>
/// <param name="PromptTokens">Tokens read, as far as the model servers told.</param>
/// <param name="CompletionTokens">Tokens written, as far as the model servers told.</param>
/// <param name="CostMicroUsd">What they cost, in µUSD; null: none has a known cost.</param>
public sealed record UsageCounts(
    long Requests, long Completed, long Failed, long Aborted, long Partial, long Cached, long PromptTokens, long CompletionTokens, long? CostMicroUsd)
{
    /// <summary>No request.</summary>
    public static readonly UsageCounts None = new(0, 0, 0, 0, 0, 0, 0, 0, null);

    /// <summary>How many the gateway itself did not see to their end; they have no column of their own in the sums.</summary>
    public long Interrupted => Requests - Completed - Failed - Aborted - Partial;

    /// <summary>Both together.</summary>
    public UsageCounts Plus(UsageCounts other) => new(
        Requests + other.Requests,
        Completed + other.Completed,
        Failed + other.Failed,
        Aborted + other.Aborted,
        Partial + other.Partial,
        Cached + other.Cached,
        PromptTokens + other.PromptTokens,
        CompletionTokens + other.CompletionTokens,
        CostMicroUsd is null ? other.CostMicroUsd : CostMicroUsd + (other.CostMicroUsd ?? 0));
}

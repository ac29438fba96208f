using AkashChat.Domain.Usage;

namespace AkashChat.Application.Gateway.Caching;

/// <summary>What the usage records of cached calls take over from the call that made the answer.</summary>
/// <param name="PromptTokens">Tokens read; null: the model server did not say.</param>
/// <param name="CompletionTokens">Tokens written; null: the model server did not say.</param>
/// <param name="CostMicroUsd">What it cost, in µUSD; null: that is not known.</param>
public readonly record struct AnswerSource(long? PromptTokens, long? CompletionTokens, long? CostMicroUsd)
{
    /// <summary>The model that stood in; null: none did. What a stand-in answered is shared, but not kept.</summary>
    public string? ServedModel { get; init; }

    /// <summary>Of a call's record.</summary>
    public static AnswerSource Of(UsageRecord record) =>
        new(record.PromptTokens, record.CompletionTokens, record.CostMicroUsd) { ServedModel = record.ServedModel };
}

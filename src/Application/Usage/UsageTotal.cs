namespace AkashChat.Application.Usage;

/// <summary>What several requests came to.</summary>
/// <param name="Requests">How many there were, failed and cached ones among them.</param>
/// <param name="PromptTokens">Tokens read, as far as it is known.</param>
/// <param name="CompletionTokens">Tokens written, as far as it is known.</param>
/// <param name="CountedTokens">The tokens with which they count in limits.</param>
/// <param name="MicroUsd">What they cost, in µUSD; those without a known cost count nothing.</param>
public readonly record struct UsageTotal(long Requests, long PromptTokens, long CompletionTokens, long CountedTokens, long MicroUsd)
{
    /// <summary>Both together.</summary>
    public UsageTotal Plus(UsageTotal other) => new(
        Requests + other.Requests,
        PromptTokens + other.PromptTokens,
        CompletionTokens + other.CompletionTokens,
        CountedTokens + other.CountedTokens,
        MicroUsd + other.MicroUsd);
}

namespace AkashChat.Domain.Usage;

/// <summary>The tokens of one request, as the model server reported them or, if it did not, as they are estimated.</summary>
/// <param name="PromptTokens">Tokens read.</param>
/// <param name="CompletionTokens">Tokens written; 0 for embeddings.</param>
public readonly record struct TokenUsage(long PromptTokens, long CompletionTokens);

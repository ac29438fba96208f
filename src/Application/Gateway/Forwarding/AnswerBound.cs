using System.Buffers.Text;
using System.Text.Json;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>How long a request lets its answer be, as far as it says so in a way that we can read; the model server judges the rest.</summary>
/// <param name="MaxTokens">The most tokens of one answer (<c>max_tokens</c>, <c>max_completion_tokens</c>, <c>max_output_tokens</c>; of several the largest); null: not said.</param>
/// <param name="Place">Where the value stands; null: nowhere, or in several places.</param>
/// <param name="Count">How many answers it asks for (<c>n</c>, <c>best_of</c>); 0: not said.</param>
public readonly record struct AnswerBound(long? MaxTokens, Range? Place, int Count)
{
    // Beyond it no server goes along, and what is multiplied with it stays a number.
    private const int MaxChoices = 1024;
    private const long MostTokens = int.MaxValue;

    /// <summary>How many answers it asks for.</summary>
    public int Choices => Math.Max(1, Count);

    /// <summary>The same with one more member read; the reader stands on its name, and afterwards on the end of its value.</summary>
    internal AnswerBound WithTokens(ref JsonWalker json)
    {
        json.Read();
        var place = CallMembers.ValueRange(json);
        if (NumberOf(json) is not { } tokens || tokens < 1)
        {
            json.Skip();
            return this;
        }

        var most = Math.Max(MaxTokens ?? 0, tokens < MostTokens ? (long)Math.Ceiling(tokens) : MostTokens);
        return this with { MaxTokens = most, Place = MaxTokens is null ? place : null };
    }

    /// <inheritdoc cref="WithTokens"/>
    internal AnswerBound WithChoices(ref JsonWalker json)
    {
        json.Read();
        if (NumberOf(json) is { } count && count >= 1)
        {
            return this with { Count = Math.Max(Count, count < MaxChoices ? (int)Math.Ceiling(count) : MaxChoices) };
        }

        json.Skip();
        return this;
    }

    // Some servers take a number in a text for one.
    private static double? NumberOf(in JsonWalker json) => json.TokenType switch
    {
        JsonTokenType.Number when json.TryGetDouble(out var number) => number,
        JsonTokenType.String when Utf8Parser.TryParse(json.ValueSpan, out double number, out var length) && length == json.ValueSpan.Length => number,
        _ => null,
    };
}

using System.Text.Json;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>What the gateway wants to know of a JSON answer, or of one event of a stream.</summary>
/// <param name="IsObject">Whether it is one whole JSON object.</param>
/// <param name="HasError">Whether it has an <c>error</c> that is not null.</param>
/// <param name="ChoicesAreEmpty">Whether it has <c>choices</c>, and none in it.</param>
/// <param name="Usage">The tokens it reports; null: none.</param>
public readonly record struct AnswerFacts(bool IsObject, bool HasError, bool ChoicesAreEmpty, TokenUsage? Usage);

/// <summary>Reads the facts from an answer. It watches; whatever it meets, it never fails.</summary>
public static class UsageReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    /// <summary>Reads one JSON object.</summary>
    public static AnswerFacts Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return ReadObject(new Utf8JsonReader(utf8, Options));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    private static AnswerFacts ReadObject(Utf8JsonReader json)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            return default;
        }

        var facts = new AnswerFacts(IsObject: true, false, false, null);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("usage"u8))
            {
                json.Read();
                facts = facts with { Usage = ReadUsage(ref json) };
            }
            else if (json.ValueTextEquals("error"u8))
            {
                json.Read();
                facts = facts with { HasError = json.TokenType is not (JsonTokenType.Null or JsonTokenType.False) };
                json.Skip();
            }
            else if (json.ValueTextEquals("choices"u8))
            {
                json.Read();
                facts = facts with { ChoicesAreEmpty = SkipsEmptyArray(ref json) };
            }
            else
            {
                json.Skip();
            }
        }

        json.Read();
        return facts;
    }

    private static bool SkipsEmptyArray(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return false;
        }

        var isEmpty = true;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            isEmpty = false;
            json.Skip();
        }

        return isEmpty;
    }

    private static TokenUsage? ReadUsage(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return null;
        }

        long? prompt = null;
        long? completion = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isPrompt = json.ValueTextEquals("prompt_tokens"u8);
            var isCompletion = json.ValueTextEquals("completion_tokens"u8);
            json.Read();
            if ((isPrompt || isCompletion) && json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var count) && count >= 0)
            {
                prompt = isPrompt ? count : prompt;
                completion = isCompletion ? count : completion;
            }
            else
            {
                json.Skip();
            }
        }

        return prompt is null && completion is null ? null : new TokenUsage(prompt ?? 0, completion ?? 0);
    }
}

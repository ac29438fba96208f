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
    /// <summary>Reads one JSON object.</summary>
    public static AnswerFacts Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return ReadObject(new JsonWalker(utf8));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    private static AnswerFacts ReadObject(JsonWalker json)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            return default;
        }

        var facts = new AnswerFacts(IsObject: true, false, false, null);
        ReadMembers(ref json, ref facts, depth: 0);
        json.Read();
        return facts;
    }

    // Within the event of a Responses stream the same members stand one level deeper.
    private static void ReadMembers(ref JsonWalker json, ref AnswerFacts facts, int depth)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            // Nearly all members are none of these, and their length tells most of them apart without a comparison.
            switch (json.ValueIsEscaped ? 0 : json.ValueSpan.Length)
            {
                case 0 or 4 when json.ValueTextEquals("meta"u8):
                    json.Read();
                    facts = facts with { Usage = ReadUsage(ref json, isMeta: true) ?? facts.Usage };
                    break;
                case 0 or 5 when json.ValueTextEquals("usage"u8):
                    json.Read();
                    facts = facts with { Usage = ReadUsage(ref json, isMeta: false) ?? facts.Usage };
                    break;
                case 0 or 5 when json.ValueTextEquals("error"u8):
                    json.Read();
                    facts = facts with { HasError = facts.HasError || json.TokenType is not (JsonTokenType.Null or JsonTokenType.False) };
                    json.Skip();
                    break;
                case 0 or 7 when json.ValueTextEquals("choices"u8):
                    json.Read();
                    facts = facts with { ChoicesAreEmpty = SkipsEmptyArray(ref json) };
                    break;
                case 0 or 8 when depth == 0 && json.ValueTextEquals("response"u8) && json.Read() && json.TokenType == JsonTokenType.StartObject:
                    ReadMembers(ref json, ref facts, depth + 1);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }
    }

    private static bool SkipsEmptyArray(ref JsonWalker json)
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

    /// <summary>Reads counts under the names of all routes; those of a rerank's <c>meta</c> stand in its <c>tokens</c>.</summary>
    private static TokenUsage? ReadUsage(ref JsonWalker json, bool isMeta)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return null;
        }

        TokenUsage? nested = null;
        long? prompt = null;
        long? completion = null;
        long? total = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = NameOf(json, isMeta);
            json.Read();
            if (name == Count.Nested)
            {
                nested = ReadUsage(ref json, isMeta: false);
            }
            else if (name != Count.None && json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var count) && count >= 0)
            {
                prompt = name == Count.Prompt ? count : prompt;
                completion = name == Count.Completion ? count : completion;
                total = name == Count.Total ? count : total;
            }
            else
            {
                json.Skip();
            }
        }

        // A rerank may report a total alone: all of it was read.
        return nested ?? (prompt is null && completion is null && total is null ? null
            : new TokenUsage(prompt ?? (completion is null ? total!.Value : 0), completion ?? 0));
    }

    private static Count NameOf(in JsonWalker json, bool isMeta) => (json.ValueIsEscaped ? 0 : json.ValueSpan.Length) switch
    {
        0 or 6 when isMeta && json.ValueTextEquals("tokens"u8) => Count.Nested,
        0 or 13 when json.ValueTextEquals("prompt_tokens"u8) => Count.Prompt,
        0 or 12 when json.ValueTextEquals("input_tokens"u8) => Count.Prompt,
        0 or 17 when json.ValueTextEquals("completion_tokens"u8) => Count.Completion,
        0 or 13 when json.ValueTextEquals("output_tokens"u8) => Count.Completion,
        0 or 12 when json.ValueTextEquals("total_tokens"u8) => Count.Total,
        _ => Count.None,
    };

    private enum Count
    {
        None,
        Nested,
        Prompt,
        Completion,
        Total,
    }
}

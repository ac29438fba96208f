using System.Collections.Immutable;
using System.Text.Json;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Reads the members by which a request says something about its own way.</summary>
internal struct ControlMembers
{
    // A day; longer than any deadline of ours.
    private const double MaxSeconds = 86_400;
    private const int MaxRetries = 10;
    private const int MaxNames = 10;

    private CallControls? _controls;

    /// <summary>What was read.</summary>
    public readonly CallControls ToControls() => _controls ?? CallControls.None;

    /// <summary>Reads a member if it is one of these; else the reader stays on its name.</summary>
    /// <param name="json">The reader; afterwards it stands on the end of the value.</param>
    /// <param name="fault">What is wrong with the member.</param>
    /// <param name="isForUs">Whether the member is not for the model server.</param>
    public bool TryRead(ref JsonWalker json, out Error? fault, out bool isForUs)
    {
        isForUs = true;
        fault = null;
        switch (json.ValueSpan.Length)
        {
            case 4 when json.ValueTextEquals("tags"u8):
                fault = ReadNames(ref json, "tags", out var tags);
                Set(Current with { Tags = tags });
                return true;
            case 7 when json.ValueTextEquals("timeout"u8):
                fault = ReadTimeout(ref json);
                return true;
            case 8 when json.ValueTextEquals("metadata"u8):
                // Also OpenAI's own, so that it goes along.
                isForUs = false;
                fault = ReadMetadata(ref json);
                return true;
            case 9 when json.ValueTextEquals("fallbacks"u8):
                fault = ReadNames(ref json, "fallbacks", out var fallbacks);
                Set(Current with { Fallbacks = json.TokenType == JsonTokenType.Null ? default : fallbacks });
                return true;
            case 11 when json.ValueTextEquals("num_retries"u8):
                fault = ReadRetries(ref json);
                return true;
            case 17 when json.ValueTextEquals("disable_fallbacks"u8):
                json.Read();
                Set(Current with { DisableFallbacks = json.TokenType == JsonTokenType.True });
                fault = json.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null ? null : WrongType("disable_fallbacks");
                return true;
            default:
                isForUs = false;
                return false;
        }
    }

    private readonly CallControls Current => _controls ?? CallControls.None;

    private void Set(CallControls controls) => _controls = controls;

    private static Error WrongType(string field) => GatewayErrors.FieldWrongType with { Field = field };

    private Error? ReadTimeout(ref JsonWalker json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (json.TokenType != JsonTokenType.Number || !json.TryGetDouble(out var seconds) || seconds is not (> 0 and <= MaxSeconds))
        {
            return WrongType("timeout");
        }

        Set(Current with { Timeout = TimeSpan.FromSeconds(seconds) });
        return null;
    }

    private Error? ReadRetries(ref JsonWalker json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (json.TokenType != JsonTokenType.Number || !json.TryGetInt32(out var retries) || retries is < 0 or > MaxRetries)
        {
            return WrongType("num_retries");
        }

        Set(Current with { Retries = retries });
        return null;
    }

    private Error? ReadMetadata(ref JsonWalker json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return null;
        }

        Error? fault = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isTags = json.ValueTextEquals("tags"u8);
            json.Read();

            // OpenAI's own metadata are texts; a list is LiteLLM's.
            if (isTags && json.TokenType == JsonTokenType.StartArray)
            {
                fault = ReadList(ref json, "metadata.tags", out var tags) ?? fault;
                Set(Current with { Tags = tags });
            }
            else
            {
                json.Skip();
            }
        }

        return fault;
    }

    private static Error? ReadNames(ref JsonWalker json, string field, out ImmutableArray<string> names)
    {
        json.Read();
        return ReadList(ref json, field, out names);
    }

    private static Error? ReadList(ref JsonWalker json, string field, out ImmutableArray<string> names)
    {
        names = [];
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return WrongType(field);
        }

        var found = ImmutableArray.CreateBuilder<string>();
        Error? fault = null;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.String || found.Count == MaxNames)
            {
                json.Skip();
                fault = WrongType(field);
            }
            else
            {
                found.Add(json.GetString());
            }
        }

        names = found.ToImmutable();
        return fault;
    }
}

using System.Text.Json;
using System.Text.Unicode;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Reads the few fields we need from a request body, and checks on the way that all of it is JSON.</summary>
public static class CallReader
{
    // Tool schemas nest; the readers' own default of 64 is too shallow for some, and unbounded depth would be an attack.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    /// <summary>Reads a body.</summary>
    /// <param name="body">The whole body, in UTF-8.</param>
    public static Result<CallFields> Read(ReadOnlySpan<byte> body)
    {
        // The JSON reader looks into the strings it is asked for, not into those it skips.
        if (!Utf8.IsValid(body))
        {
            return CommonErrors.MalformedJson;
        }

        try
        {
            return ReadObject(new Utf8JsonReader(body, Options));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escaped half of a surrogate pair.
            return CommonErrors.MalformedJson;
        }
    }

    private static Result<CallFields> ReadObject(Utf8JsonReader json)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            return CommonErrors.MalformedJson;
        }

        var start = (int)json.TokenStartIndex;
        string? model = null;
        Range modelValue = default;
        bool? stream = null;
        StreamUsage? usage = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("model"u8))
            {
                if (model is not null)
                {
                    return GatewayErrors.FieldTwice with { Field = "model" };
                }

                json.Read();
                if (json.TokenType is not JsonTokenType.String)
                {
                    return (json.TokenType == JsonTokenType.Null ? GatewayErrors.ModelMissing : GatewayErrors.FieldWrongType) with { Field = "model" };
                }

                model = json.GetString()!;
                modelValue = ValueRange(json);
            }
            else if (json.ValueTextEquals("stream"u8))
            {
                if (stream is not null)
                {
                    return GatewayErrors.FieldTwice with { Field = "stream" };
                }

                json.Read();
                if (json.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
                {
                    return GatewayErrors.FieldWrongType with { Field = "stream" };
                }

                stream = json.TokenType == JsonTokenType.True;
            }
            else if (json.ValueTextEquals("stream_options"u8))
            {
                if (usage is not null)
                {
                    return GatewayErrors.FieldTwice with { Field = "stream_options" };
                }

                json.Read();
                var read = ReadStreamOptions(ref json);
                if (!read.IsSuccess)
                {
                    return read.Error;
                }

                usage = read.Value;
            }
            else
            {
                json.Skip();
            }
        }

        // One more read finds anything behind the object, which is not JSON any more.
        json.Read();
        return string.IsNullOrEmpty(model)
            ? GatewayErrors.ModelMissing
            : new CallFields(model, modelValue, stream ?? false, start, usage ?? default);
    }

    private static Result<StreamUsage> ReadStreamOptions(ref Utf8JsonReader json)
    {
        var start = (int)json.TokenStartIndex;
        if (json.TokenType == JsonTokenType.Null)
        {
            return new StreamUsage(false, start..(start + 4), OptionsAreObject: false, OptionsAreEmpty: true, null);
        }

        if (json.TokenType != JsonTokenType.StartObject)
        {
            return GatewayErrors.FieldWrongType with { Field = "stream_options" };
        }

        var empty = true;
        var include = false;
        Range? includeValue = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            empty = false;
            var isInclude = json.ValueTextEquals("include_usage"u8);
            json.Read();
            if (!isInclude)
            {
                json.Skip();
                continue;
            }

            if (includeValue is not null)
            {
                return GatewayErrors.FieldTwice with { Field = "stream_options.include_usage" };
            }

            if (json.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
            {
                return GatewayErrors.FieldWrongType with { Field = "stream_options.include_usage" };
            }

            include = json.TokenType == JsonTokenType.True;
            includeValue = ValueRange(json);
        }

        return new StreamUsage(include, start..(int)json.BytesConsumed, OptionsAreObject: true, empty, includeValue);
    }

    private static Range ValueRange(in Utf8JsonReader json) => (int)json.TokenStartIndex..(int)json.BytesConsumed;
}

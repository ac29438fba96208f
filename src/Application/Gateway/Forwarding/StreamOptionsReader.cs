using System.Text.Json;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Reads the value of <c>stream_options</c>.</summary>
internal static class StreamOptionsReader
{
    /// <summary>Reads it; the reader stands on its first token, and afterwards on its last.</summary>
    public static Result<StreamUsage> Read(ref JsonWalker json)
    {
        var start = json.TokenStartIndex;
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
            includeValue = CallMembers.ValueRange(json);
        }

        return new StreamUsage(include, start..json.BytesConsumed, OptionsAreObject: true, empty, includeValue);
    }
}

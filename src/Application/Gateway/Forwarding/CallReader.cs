using System.Text.Json;
using System.Text.Unicode;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Reads the few fields we need from a request body, and checks on the way that all of it is JSON.</summary>
public static class CallReader
{
    // Tool schemas nest; the readers' own default of 64 is too shallow for some, and unbounded depth would be an attack.
    internal static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

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

        var members = new CallMembers((int)json.TokenStartIndex);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (members.Read(ref json) is { } fault)
            {
                return fault;
            }
        }

        // One more read finds anything behind the object, which is not JSON any more.
        json.Read();
        return members.ToFields();
    }
}

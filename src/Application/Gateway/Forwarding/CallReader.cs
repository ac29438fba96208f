using System.Text.Json;
using System.Text.Unicode;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Reads the few fields we need from a request body, and checks on the way that all of it is JSON.</summary>
public static class CallReader
{
    // The readers' own default of 64 is too shallow.
    internal static readonly JsonReaderOptions Options = new() { MaxDepth = JsonWalker.MaxDepth };

    /// <summary>Reads a body.</summary>
    /// <param name="body">The whole body, in UTF-8.</param>
    public static Result<CallFields> Read(ReadOnlySpan<byte> body)
    {
        // Strings that are passed over are not looked into.
        if (!Utf8.IsValid(body))
        {
            return CommonErrors.MalformedJson;
        }

        try
        {
            return ReadObject(new JsonWalker(body));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escaped half of a surrogate pair.
            return CommonErrors.MalformedJson;
        }
    }

    private static Result<CallFields> ReadObject(JsonWalker json)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            return CommonErrors.MalformedJson;
        }

        var members = new CallMembers(json.TokenStartIndex);
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

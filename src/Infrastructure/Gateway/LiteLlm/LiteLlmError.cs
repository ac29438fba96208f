using System.Text.Json;

namespace AkashChat.Infrastructure.Gateway.LiteLlm;

/// <summary>What a proxy answers instead of what was asked for.</summary>
/// <param name="Type">The kind, such as <c>token_not_found_in_db</c>; null: it does not say.</param>
/// <param name="Message">What it says; it may name hashes, so that it is not for logs.</param>
/// <param name="Param">What it is about.</param>
internal sealed record LiteLlmError(string? Type, string Message, string? Param)
{
    /// <summary>Reads either envelope: <c>{"error":{…}}</c> of the proxy, or <c>{"detail":…}</c> of the framework below it.</summary>
    /// <returns>Null: it is neither, so that somebody else answers at this address.</returns>
    internal static LiteLlmError? Read(string? body)
    {
        try
        {
            using var json = JsonDocument.Parse(body ?? string.Empty);
            return json.RootElement.ValueKind != JsonValueKind.Object ? null
                : json.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                    ? new LiteLlmError(TextOf(error, "type"), TextOf(error, "message") ?? string.Empty, TextOf(error, "param"))
                : json.RootElement.TryGetProperty("detail", out var detail) ? ReadDetail(detail)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether it says that there is no such key. Neither the status nor "not found" alone says so: whatever stands in between may answer both, and keys are not to end by it.</summary>
    internal bool IsUnknownKey(int status) =>
        status == 404 && ((Type is "not_found_error" && (Param == "key" || Says("key"))) || Says("key not found", "no keys found"));

    /// <summary>Whether it says that there is no such user.</summary>
    internal bool IsUnknownUser(int status) => status == 404 && Says("user") && Says("not found", "does not exist", "no user found");

    /// <summary>Whether it says that there is no such team.</summary>
    internal bool IsUnknownTeam(int status) => status == 404 && Says("team") && Says("not found", "does not exist");

    /// <summary>Whether it says that we may not do this, so that our key is not the master key.</summary>
    internal bool IsAboutAdminKey(int status) =>
        status is 401 or 403 && (Type is "auth_error" or "token_not_found_in_db" or "expired_key" or "no_db_connection" || Says("proxy admin", "authentication error"));

    private bool Says(params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (Message.Contains(text, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    // The framework says "Not Found" in plain text for a route that does not exist: that is no answer to the question.
    private static LiteLlmError? ReadDetail(JsonElement detail) => detail.ValueKind switch
    {
        JsonValueKind.Object => new LiteLlmError(null, TextOf(detail, "error") ?? TextOf(detail, "message") ?? string.Empty, null),
        JsonValueKind.Array => new LiteLlmError("validation_error", "The request has fields that are missing or wrong.", null),
        JsonValueKind.String when detail.GetString() is { } text && text is not ("Not Found" or "Method Not Allowed") => new LiteLlmError(null, text, null),
        _ => null,
    };

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

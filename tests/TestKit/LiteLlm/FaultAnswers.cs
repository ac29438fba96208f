using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>What is said instead of the true answer.</summary>
internal static class FaultAnswers
{
    private const string Page = "<!doctype html><html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>";

    // Objects whose members are names of things, not fields.
    private static readonly string[] Dictionaries =
    [
        "api_keys", "models", "model_groups", "providers", "endpoints", "entities", "mcp_servers", "api_key_breakdown", "metadata", "aliases",
        "permissions", "config", "model_spend", "model_max_budget", "users",
    ];

    public static Answer Of(FaultKind kind) => kind switch
    {
        FaultKind.Unauthorized => Envelopes.ErrorAnswer(401, "auth_error", "Authentication Error, Invalid proxy server token passed."),
        FaultKind.NoDatabase => Envelopes.ErrorAnswer(401, "auth_error", "Authentication Error, All connection attempts failed"),
        FaultKind.ServerError => Envelopes.ErrorAnswer(500, "internal_server_error", "Internal Server Error, the proxy stumbled"),
        FaultKind.PlainServerError => Answer.Plain("Internal Server Error", "text/plain; charset=utf-8", 500),
        FaultKind.NotJson => Answer.Plain(Page, "text/html; charset=utf-8"),
        FaultKind.MissingFields => Answer.Of(new JsonObject()),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no answer of this kind."),
    };

    /// <summary>Adds a field that nobody knows to every object.</summary>
    public static void AddUnknownFields(JsonNode? node, string? name = null)
    {
        switch (node)
        {
            case JsonArray array:
                foreach (var item in array)
                {
                    AddUnknownFields(item, null);
                }

                break;
            case JsonObject json:
                foreach (var (member, value) in json.ToList())
                {
                    AddUnknownFields(value, member);
                }

                if (name is null || !Dictionaries.Contains(name))
                {
                    json["x_unknown_field"] = new JsonObject { ["nested"] = new JsonArray(1, "two", null), ["text"] = "of a later release" };
                }

                break;
        }
    }
}

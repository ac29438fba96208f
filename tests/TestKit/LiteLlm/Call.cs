using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>One request on its way through the proxy.</summary>
internal sealed class Call(HttpContext context, RecordedRequest request, ProxyState state, string? key)
{
    private JsonObject? _body;

    public RecordedRequest Request { get; } = request;

    public ProxyState State { get; } = state;

    /// <summary>Names the call, in a header and in the spend log.</summary>
    public string Id { get; } = context.Request.Headers["x-litellm-call-id"].ToString() is { Length: > 0 } given ? given : Guid.NewGuid().ToString();

    /// <summary>The key it presents; null: none, empty: in a wrong form.</summary>
    public string? Key { get; } = key;

    /// <summary>Whom it comes from; set by the check of keys.</summary>
    public Caller Caller { get; set; } = Caller.Nobody;

    /// <summary>The body; an absent one is empty.</summary>
    public JsonObject Body => _body ??= Parse();

    public string? Query(string name) => context.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    public bool IsAsked(string name) => Query(name) is "true" or "True" or "1";

    /// <summary>A number within bounds, else 422.</summary>
    public int Number(string name, int usual, int most = int.MaxValue)
    {
        if (Query(name) is not { } text)
        {
            return usual;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            throw Envelopes.Invalid("query", name, "int_parsing", "Input should be a valid integer, unable to parse string as an integer", text);
        }

        return number < 1 ? throw Envelopes.Invalid("query", name, "greater_than_equal", "Input should be greater than or equal to 1", text)
            : number > most ? throw Envelopes.Invalid("query", name, "less_than_equal", $"Input should be less than or equal to {most}", text)
            : number;
    }

    private JsonObject Parse()
    {
        if (Request.Body.Length == 0)
        {
            return [];
        }

        // Management reads JSON only when it is called JSON; the data plane looks at the text.
        if (Request.Kind == RouteKind.Management && Request.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) == false)
        {
            throw Envelopes.Invalid("body", "body", "model_attributes_type", "Input should be a valid dictionary or object to extract fields from");
        }

        try
        {
            return JsonNode.Parse(Request.Body) as JsonObject
                ?? throw Envelopes.Invalid("body", "body", "model_attributes_type", "Input should be a valid dictionary or object to extract fields from");
        }
        catch (JsonException)
        {
            throw Envelopes.Invalid("body", "0", "json_invalid", "JSON decode error");
        }
    }
}

/// <summary>Whom a request comes from.</summary>
/// <param name="Key">The row of the key; null: the master key, or nobody.</param>
/// <param name="Role">The role; a key has its owner's.</param>
internal sealed record Caller(JsonObject? Key, string Role)
{
    public static Caller Nobody { get; } = new(null, "");

    public static Caller Master { get; } = new(null, "proxy_admin");

    public bool IsAdmin => Role == "proxy_admin";

    public bool IsMaster => IsAdmin && Key is null;

    public string? KeyHash => Key?.Text("token");

    public string? UserId => Key is null ? ProxyState.AdminUserId : Key.Text("user_id");

    public string? TeamId => Key?.Text("team_id");
}

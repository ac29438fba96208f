using System.Globalization;
using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>The two shapes of the proxy's errors, and the ways in which one is put into the other.</summary>
internal static class Envelopes
{
    /// <summary>The proxy's own: <c>{"error":{message,type,param,code}}</c>.</summary>
    public static Refusal Error(int status, string type, string message, string? param = "None") => new(ErrorAnswer(status, type, message, param));

    /// <summary>The same as an answer.</summary>
    public static Answer ErrorAnswer(int status, string type, string message, string? param = "None") =>
        Answer.Of(new JsonObject { ["error"] = Members(status, type, message, param) }, status);

    /// <summary>The object within the proxy's own envelope.</summary>
    public static JsonObject Members(int status, string type, string message, string? param) => new()
    {
        ["message"] = message,
        ["type"] = type,
        ["param"] = param,
        ["code"] = status.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>FastAPI's, as explicit exceptions of some routes give it: <c>{"detail":{"error":…}}</c>.</summary>
    public static Refusal Detail(int status, string error) =>
        new(Answer.Of(new JsonObject { ["detail"] = new JsonObject { ["error"] = error } }, status));

    /// <summary>The second put into the first: the detail becomes text as Python prints it.</summary>
    public static Refusal Wrapped(int status, string error, string member = "error") =>
        Error(status, "internal_server_error", $"{{'{member}': {PythonText(error)}}}");

    /// <summary>422: a parameter or a field does not fit.</summary>
    public static Refusal Invalid(string place, string name, string type, string message, JsonNode? input = null)
    {
        var entry = new JsonObject
        {
            ["type"] = type,
            ["loc"] = new JsonArray(place, name),
            ["msg"] = message,
            ["input"] = input?.DeepClone(),
        };
        return new(Answer.Of(new JsonObject { ["detail"] = new JsonArray(entry) }, 422));
    }

    /// <summary>422: something is missing.</summary>
    public static Refusal Missing(string place, string name) => Invalid(place, name, "missing", "Field required");

    /// <summary>404 of a route that is not there.</summary>
    public static Answer NoRoute() => Answer.Of(new JsonObject { ["detail"] = "Not Found" }, 404);

    /// <summary>401 of the check of keys.</summary>
    public static Refusal Unauthorized(string message, string type = "auth_error", string? param = "None") => Error(401, type, message, param);

    // Python takes double quotes when the text has single ones and no double ones.
    private static string PythonText(string text) =>
        text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal)
            ? $"\"{text}\""
            : $"'{text.Replace("'", "\\'", StringComparison.Ordinal)}'";
}

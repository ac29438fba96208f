using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>Reads rows and bodies.</summary>
internal static class Json
{
    public static string? Text(this JsonObject json, string name) =>
        json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    public static double? Number(this JsonObject json, string name) =>
        json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture)
            : null;

    public static long? Whole(this JsonObject json, string name) => (long?)json.Number(name);

    public static bool? Flag(this JsonObject json, string name) => json[name]?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    public static IReadOnlyList<string> Texts(this JsonObject json, string name) =>
        json[name] is JsonArray array
            ? [.. array.Where(item => item?.GetValueKind() == JsonValueKind.String).Select(item => item!.GetValue<string>())]
            : [];

    public static DateTimeOffset? Time(this JsonObject json, string name) =>
        json.Text(name) is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;

    public static void Raise(this JsonObject json, string name, double number) => json[name] = (json.Number(name) ?? 0) + number;

    public static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);

    public static JsonArray Array(IEnumerable<JsonNode?> nodes) => new([.. nodes]);

    public static JsonObject Copy(this JsonObject json, params string[] without)
    {
        var copy = json.DeepClone().AsObject();
        foreach (var name in without)
        {
            copy.Remove(name);
        }

        return copy;
    }

    public static JsonObject With(this JsonObject json, string name, JsonNode? value)
    {
        json[name] = value;
        return json;
    }
}

using System.Text.Json;
using System.Text.RegularExpressions;
using AkashChat.Api.Tests.Support;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>What <c>POST /v1/explain</c> said of a call.</summary>
internal sealed partial record Explained(JsonElement Json)
{
    public bool IsAllowed => Json.GetProperty("outcome").GetString() == "allowed";

    public string? Code => IsAllowed ? null : Json.GetProperty("error").GetProperty("code").GetString();

    public int Status => IsAllowed ? 200 : Json.GetProperty("error").GetProperty("status").GetInt32();

    public long? RetryAfter => Number(Json.GetProperty("error"), "retry_after");

    public string? AskedFirst => Json.GetProperty("asked_first").GetString();

    public string? Found => Json.GetProperty("model").GetProperty("found").GetString();

    public long? LoweredMaxTokens => Number(Json.GetProperty("reservation"), "lowered_max_tokens");

    public IReadOnlyList<JsonElement> Limits => [.. Json.GetProperty("limits").EnumerateArray()];

    /// <summary>Whether it is a limit that refuses the call.</summary>
    public bool IsOverALimit => Limits.Any(limit => limit.GetProperty("outcome").GetString() == "refused");

    /// <summary>The deployments of the model that is asked first, that is their first rank of which one can take the call.</summary>
    public IReadOnlyList<string> In
    {
        get
        {
            var groups = Json.GetProperty("fallbacks").EnumerateArray().ToDictionary(standIn => standIn.GetProperty("model").GetString()!, standIn => standIn.GetProperty("deployments"));
            groups[Found!] = Json.GetProperty("deployments");
            return [.. groups[AskedFirst!].EnumerateArray().Where(IsIn).GroupBy(Rank).OrderBy(rank => rank.Key).First().Select(Id)];
        }
    }

    /// <summary>Each deployment of the model, and why it is out; empty: it is in.</summary>
    public IReadOnlyDictionary<string, string> Why =>
        Json.GetProperty("deployments").EnumerateArray().ToDictionary(Id, deployment => deployment.GetProperty("why").GetString() ?? string.Empty);

    public static async Task<Explained> AskAsync(HttpClient client, string body, string query = "")
    {
        using var response = await client.PostJsonAsync("v1/explain" + query, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return new Explained(JsonDocument.Parse(text).RootElement);
    }

    /// <summary>Waits until the answer of a call is kept: it is, a moment after the last of it went out.</summary>
    public static Task WaitUntilKeptAsync(HttpClient client, string body) =>
        Wait.UntilAsync(async () => (await AskAsync(client, body)).Json.GetProperty("cached").GetBoolean(), "The answer is not kept.");

    /// <summary>Whether the answer to the call that was sent right after it is the one that was foretold.</summary>
    public void MustBeMetBy(HttpResponseMessage response, string text)
    {
        Assert.True(Status == (int)response.StatusCode, $"{(int)response.StatusCode}: {text}");
        Assert.Equal(LimitsHeader(), Reset().Replace(response.Header("RateLimit") ?? string.Empty, string.Empty));
        if (IsAllowed)
        {
            Assert.Contains(response.Header("x-akashchat-deployment-id")!, In);
            return;
        }

        var error = JsonDocument.Parse(text).RootElement.GetProperty("error");
        Assert.Equal(Code, error.GetProperty("code").GetString());
        Assert.Equal(Json.GetProperty("error").GetProperty("message").GetString(), error.GetProperty("message").GetString());
        Assert.Equal(RetryAfter, (long?)response.Headers.RetryAfter?.Delta?.TotalSeconds);
    }

    /// <summary>The header that the call's answer must carry: what was left before it, or after it where it was admitted. How long until a reset follows from that.</summary>
    private string LimitsHeader()
    {
        var left = Limits
            .Where(limit => limit.GetProperty("window").ValueKind != JsonValueKind.Null)
            .Select(limit => (Limit: limit, Left: limit.GetProperty("left").GetInt64() - (IsOverALimit ? 0 : limit.GetProperty("asked").GetInt64())));
        return string.Join(", ", left.Select(limit => $"\"{NameOf(limit.Limit)}\";r={limit.Left}"));
    }

    private static string NameOf(JsonElement limit)
    {
        var rolling = limit.GetProperty("rolling").GetBoolean() ? "-rolling" : string.Empty;
        var model = limit.GetProperty("model").GetString() is { } name ? $":{name}" : string.Empty;
        return $"{limit.GetProperty("level").GetString()}-{limit.GetProperty("measure").GetString()}-{limit.GetProperty("window").GetString()}{rolling}{model}";
    }

    [GeneratedRegex(@";t=\d+")]
    private static partial Regex Reset();

    private static bool IsIn(JsonElement deployment) => deployment.GetProperty("in").GetBoolean();

    private static int Rank(JsonElement deployment) => deployment.GetProperty("rank").GetInt32();

    private static string Id(JsonElement deployment) => deployment.GetProperty("id").GetString()!;

    private static long? Number(JsonElement json, string name) => json.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;
}

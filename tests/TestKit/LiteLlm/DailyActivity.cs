using System.Globalization;
using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>What was used on which day.</summary>
/// <remarks>
/// Pages count rows of one day, key and model, the newest day first: a day may go on with the next page, and the totals are
/// those of the page.
/// </remarks>
internal static class DailyActivity
{
    private static readonly string[] Totals =
    [
        "spend", "prompt_tokens", "completion_tokens", "tokens", "api_requests", "successful_requests", "failed_requests", "cache_read_input_tokens",
        "cache_creation_input_tokens", "compression_saved_tokens", "compression_savings_spend", "prompt_caching_savings_spend",
    ];

    public static Answer OfUser(Call call)
    {
        if (call.Query("start_date") is null || call.Query("end_date") is null)
        {
            throw Envelopes.Detail(400, "Please provide start_date and end_date");
        }

        var (page, size) = (call.Number("page", 1), call.Number("page_size", 50, 1000));
        var (from, to) = (Date(call, "start_date"), Date(call, "end_date"));
        var user = call.Query("user_id");
        if (!call.Caller.IsAdmin)
        {
            user ??= call.Caller.UserId;
            if (user != call.Caller.UserId)
            {
                throw Envelopes.Detail(403, "User does not have permission to view other users' activity");
            }
        }

        var hash = call.Query("api_key") is { } key ? KeyText.Resolve(key) : null;
        var rows = call.State.Daily.Where(row => row.Day >= from && row.Day <= to
            && (user is null || row.UserId == user)
            && (hash is null || row.KeyHash == hash)
            && (call.Query("model") is not { } model || row.Model == model)).OrderByDescending(row => row.Day).ToList();
        var shown = rows.Skip((page - 1) * size).Take(size).ToList();
        var pages = (rows.Count + size - 1) / size;

        var metadata = Total(Metrics(shown));
        metadata["page"] = page;
        metadata["total_pages"] = pages;
        metadata["has_more"] = page < pages;
        return Answer.Of(new JsonObject
        {
            ["results"] = Json.Array(shown.GroupBy(row => row.Day).Select(day => OneDay(call.State, day.Key, [.. day]))),
            ["metadata"] = metadata,
        });
    }

    private static DateOnly Date(Call call, string name) =>
        DateOnly.TryParseExact(call.Query(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw Envelopes.Detail(400, $"Invalid date format for {name}. Expected YYYY-MM-DD.");

    private static JsonObject OneDay(ProxyState state, DateOnly day, List<DailyRow> rows) => new()
    {
        ["date"] = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["metrics"] = Metrics(rows),
        ["breakdown"] = new JsonObject
        {
            ["mcp_servers"] = new JsonObject(),
            ["models"] = By(state, rows, row => row.Model),
            ["model_groups"] = By(state, rows, row => row.Model),
            ["providers"] = By(state, rows, row => state.FindModel(row.Model)?.Provider ?? "unknown"),
            ["endpoints"] = new JsonObject(),
            ["api_keys"] = Keys(state, rows),
            ["entities"] = new JsonObject(),
        },
    };

    private static JsonObject By(ProxyState state, List<DailyRow> rows, Func<DailyRow, string> name) =>
        new(rows.GroupBy(name).Select(group => KeyValuePair.Create<string, JsonNode?>(group.Key, new JsonObject
        {
            ["metrics"] = Metrics([.. group]),
            ["metadata"] = new JsonObject(),
            ["api_key_breakdown"] = Keys(state, [.. group]),
        })));

    private static JsonObject Keys(ProxyState state, List<DailyRow> rows) =>
        new(rows.GroupBy(row => row.KeyHash).Select(group => KeyValuePair.Create<string, JsonNode?>(group.Key, new JsonObject
        {
            ["metrics"] = Metrics([.. group]),
            ["metadata"] = new JsonObject { ["key_alias"] = Alias(state, group.Key), ["team_id"] = group.First().TeamId },
        })));

    private static string? Alias(ProxyState state, string hash) =>
        (state.Keys.GetValueOrDefault(hash) ?? (state.IsOld ? null : state.DeletedKeys.GetValueOrDefault(hash)))?.Text("key_alias");

    private static JsonObject Metrics(List<DailyRow> rows) => new()
    {
        ["spend"] = rows.Sum(row => row.Spend),
        ["prompt_tokens"] = rows.Sum(row => row.PromptTokens),
        ["completion_tokens"] = rows.Sum(row => row.CompletionTokens),
        ["cache_read_input_tokens"] = 0,
        ["cache_creation_input_tokens"] = 0,
        ["compression_saved_tokens"] = 0,
        ["compression_savings_spend"] = 0.0,
        ["prompt_caching_savings_spend"] = 0.0,
        ["total_tokens"] = rows.Sum(row => row.PromptTokens + row.CompletionTokens),
        ["successful_requests"] = rows.Sum(row => row.Successes),
        ["failed_requests"] = rows.Sum(row => row.Failures),
        ["api_requests"] = rows.Sum(row => row.Successes + row.Failures),
    };

    private static JsonObject Total(JsonObject metrics)
    {
        var total = new JsonObject();
        foreach (var name in Totals)
        {
            total[$"total_{name}"] = metrics[name == "tokens" ? "total_tokens" : name]!.DeepClone();
        }

        return total;
    }
}

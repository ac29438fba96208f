using System.Globalization;
using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>The log of calls.</summary>
internal static class SpendRoutes
{
    public static Answer Logs(Call call)
    {
        var rows = Own(call).Where(row => Fits(call, row)).ToList();
        var isSummary = call.Query("start_date") is not null && call.Query("end_date") is not null && call.Query("summarize") is not ("false" or "False");
        return Answer.Of(Json.Array(isSummary ? rows.GroupBy(row => row.Text("startTime")![..10]).Select(Day) : rows.Select(row => row.Copy())));
    }

    public static Answer LogsPaged(Call call)
    {
        var (page, size) = (call.Number("page", 1), call.Number("page_size", 50, 1000));
        var column = call.Query("sort_by") ?? "startTime";
        var rows = Own(call).Where(row => Fits(call, row))
            .OrderBy(row => row.Number(column) ?? 0)
            .ThenBy(row => row.Text(column), StringComparer.Ordinal)
            .ToList();
        if (call.Query("sort_order") != "asc")
        {
            rows.Reverse();
        }

        return Answer.Of(new JsonObject
        {
            ["data"] = Json.Array(rows.Skip((page - 1) * size).Take(size).Select(row => row.Copy())),
            ["total"] = rows.Count,
            ["page"] = page,
            ["page_size"] = size,
            ["total_pages"] = (rows.Count + size - 1) / size,
        });
    }

    private static IEnumerable<JsonObject> Own(Call call) =>
        call.State.SpendLogs.Where(row => call.Caller.IsAdmin || (call.Caller.UserId is { Length: > 0 } user && row.Text("user") == user));

    private static bool Fits(Call call, JsonObject row)
    {
        var start = row.Time("startTime");
        return (call.Query("api_key") is not { } key || row.Text("api_key") == KeyText.Resolve(key))
            && Same("request_id", "request_id") && Same("user_id", "user") && Same("team_id", "team_id") && Same("model", "model")
            && Same("model_id", "model_id") && Same("model_group", "model_group") && Same("session_id", "session_id") && Same("status_filter", "status")
            && (call.Query("key_alias") is not { } alias || row["metadata"]!.AsObject().Text("user_api_key_alias") == alias)
            && (Moment(call, "start_date") is not { } from || start >= from)
            && (Moment(call, "end_date") is not { } to || start <= (call.Query("end_date")!.Length == 10 ? to.AddDays(1).AddTicks(-1) : to));

        bool Same(string query, string column) => call.Query(query) is not { } wanted || row.Text(column) == wanted;
    }

    private static DateTimeOffset? Moment(Call call, string name) => call.Query(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment
        : throw Envelopes.Error(400, "internal_error", $"Invalid date format for {name}: {text}");

    private static JsonObject Day(IGrouping<string, JsonObject> rows)
    {
        var day = new JsonObject { ["startTime"] = rows.Key, ["spend"] = Sum(rows) };
        day["users"] = By(rows, "user");
        day["models"] = By(rows, "model");
        foreach (var key in rows.GroupBy(row => row.Text("api_key")!))
        {
            day[key.Key] = Sum(key);
        }

        return day;
    }

    private static JsonObject By(IEnumerable<JsonObject> rows, string column) =>
        new(rows.GroupBy(row => row.Text(column) ?? "").Select(group => KeyValuePair.Create<string, JsonNode?>(group.Key, Sum(group))));

    private static double Sum(IEnumerable<JsonObject> rows) => rows.Sum(row => row.Number("spend") ?? 0);
}

using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>Lists keys, page by page.</summary>
internal static class KeyListRoute
{
    public static Answer List(Call call)
    {
        var (page, size) = (call.Number("page", 1), call.Number("size", 10, 100));
        var state = call.State;
        if (!call.Caller.IsAdmin && call.Query("user_id") is { } other && other != call.Caller.UserId)
        {
            throw Envelopes.Error(403, "auth_error", "You are not authorized to check another user's keys");
        }

        var keys = Sort(call, (call.Query("status") == "deleted" ? state.DeletedKeys.Values : state.Keys.Values.AsEnumerable())
            .Where(key => key.Text("team_id") != "litellm-dashboard" && Fits(call, key)));
        var isWhole = call.IsAsked("return_full_object") || call.Query("expand") is not null;
        var shown = keys.Skip((page - 1) * size).Take(size).Select(key => isWhole ? Whole(call, key) : (JsonNode?)JsonValue.Create(key.Text("token")));
        return Answer.Of(new JsonObject
        {
            ["keys"] = Json.Array(shown),
            ["total_count"] = keys.Count,
            ["current_page"] = page,
            ["total_pages"] = (keys.Count + size - 1) / size,
        });
    }

    private static bool Fits(Call call, JsonObject key)
    {
        var user = call.Caller.IsAdmin ? call.Query("user_id") : call.Caller.UserId;
        return (user is null ? call.Caller.IsAdmin || key.Text("token") == call.Caller.KeyHash : IsOf(call, key, user))
            && (call.Query("team_id") is not { } team || key.Text("team_id") == team)
            && (call.Query("organization_id") is not { } organization || key.Text("organization_id") == organization)
            && (call.Query("project_id") is not { } project || key.Text("project_id") == project)
            && (call.Query("key_hash") is not { } hash || key.Text("token") == hash)
            && (call.Query("key_alias") is not { } alias || HasAlias(call, key.Text("key_alias") ?? "", alias))
            && HasLife(call, key);
    }

    private static bool IsOf(Call call, JsonObject key, string user) =>
        key.Text("user_id") == user
        || (call.IsAsked("include_created_by_keys") && key.Text("created_by") == user)
        || (call.IsAsked("include_team_keys") && call.State.FindTeam(key.Text("team_id")) is { } team && Members.Has(team, user));

    private static bool HasAlias(Call call, string alias, string wanted) => call.IsAsked("substring_matching") && call.Caller.IsAdmin
        ? alias.Contains(wanted, StringComparison.OrdinalIgnoreCase)
        : alias == wanted;

    private static bool HasLife(Call call, JsonObject key)
    {
        var isExpired = key.Time("expires") is { } end && end <= call.State.Now;
        return call.State.IsOld || call.Query("expires") switch
        {
            "expired" => isExpired,
            "active" => !isExpired,
            _ => true,
        };
    }

    // Rows come in the order of their making; the newest goes first unless asked otherwise.
    private static List<JsonObject> Sort(Call call, IEnumerable<JsonObject> keys)
    {
        var sorted = call.Query("sort_by") switch
        {
            "spend" or "max_budget" => keys.OrderBy(key => key.Number(call.Query("sort_by")!) ?? 0),
            { } column => keys.OrderBy(key => key.Text(column), StringComparer.Ordinal),
            null => keys,
        };
        return call.Query("sort_order") == "asc" ? [.. sorted] : [.. sorted.Reverse()];
    }

    private static JsonObject Whole(Call call, JsonObject key)
    {
        var team = call.State.FindTeam(key.Text("team_id"));
        var user = call.State.FindUser(key.Text("user_id"));
        var whole = key.Copy("organization_id")
            .With("org_id", key["organization_id"]?.DeepClone())
            .With("team_alias", team?.Text("team_alias"))
            .With("team_spend", team?.Number("spend"))
            .With("team_max_budget", team?.Number("max_budget"))
            .With("team_models", Json.Array(team?.Texts("models") ?? []))
            .With("user_role", user?.Text("user_role"));
        return call.Query("expand") == "user" ? whole.With("user", user?.Copy()) : whole;
    }
}

using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>Makes, reads, changes and ends users.</summary>
internal static class UserRoutes
{
    private static readonly string[] Roles = ["proxy_admin", "proxy_admin_viewer", "internal_user", "internal_user_viewer"];

    private static readonly string[] Flat =
    [
        "user_id", "user_email", "user_alias", "user_role", "spend", "max_budget", "models", "budget_duration", "budget_reset_at", "metadata",
        "created_at", "updated_at", "sso_user_id", "teams",
    ];

    public static Answer New(Call call)
    {
        KeyCheck.DemandAdmin(call);
        Fields.Validate(call.Body);
        DemandRole(call.Body);
        var state = call.State;
        var id = call.Body.Text("user_id") ?? Guid.NewGuid().ToString();
        DemandNew(state, id, call.Body.Text("user_email"));

        var user = Rows.NewUser(state, id);
        Fields.Apply(state, user, call.Body);
        var key = call.Body.Flag("auto_create_key") == false ? null : KeyRoutes.Make(call, call.Body.Copy("spend", "max_budget", "budget_duration").With("user_id", id));
        state.Users[id] = user;
        foreach (var team in TeamsOf(call.Body).Select(state.FindTeam).OfType<JsonObject>())
        {
            Members.Add(state, team, id, "user");
        }

        var answer = (key ?? Rows.NewKey(state, "sk-none")).Copy("token", "token_id", "key_name");
        foreach (var name in Flat)
        {
            answer[name] = user[name]?.DeepClone();
        }

        return Answer.Of(answer.With("key", key?.Text("key")).With("token", null).With("token_id", null));
    }

    public static Answer Info(Call call)
    {
        var state = call.State;
        var id = call.Query("user_id") ?? (call.Caller.IsAdmin ? null : call.Caller.UserId);
        if (id is null)
        {
            return Answer.Of(new JsonObject
            {
                ["user_id"] = null,
                ["user_info"] = state.IsOld ? null : state.FindUser(ProxyState.AdminUserId)?.Copy() ?? [],
                ["keys"] = KeysOf(state, state.Keys.Values),
                ["teams"] = Json.Array(state.Teams.Values.Select(team => team.Copy())),
            });
        }

        if (!call.Caller.IsAdmin && id != call.Caller.UserId)
        {
            throw Envelopes.Error(403, "auth_error", $"key not allowed to access this user's info. user_id={id}, key's user_id={call.Caller.UserId}");
        }

        var user = state.FindUser(id) ?? throw Envelopes.Error(404, "internal_server_error", $"User {id} not found", "None");
        return Answer.Of(new JsonObject
        {
            ["user_id"] = id,
            ["user_info"] = user.Copy(),
            ["keys"] = KeysOf(state, state.KeysOfUser(id)),
            ["teams"] = Json.Array(user.Texts("teams").Select(state.FindTeam).OfType<JsonObject>()
                .Select(team => team.Copy().With("team_memberships", Members.Memberships(team)))),
        });
    }

    public static Answer InfoFlat(Call call)
    {
        var id = call.Query("user_id") ?? call.Caller.UserId;
        var mayRead = call.Caller.IsAdmin || id == call.Caller.UserId;
        if (!mayRead || call.State.FindUser(id) is not { } user)
        {
            throw Envelopes.Detail(404, $"User not found, passed user_id={id}");
        }

        var flat = new JsonObject();
        foreach (var name in Flat)
        {
            flat[name] = user[name]?.DeepClone();
        }

        return Answer.Of(flat);
    }

    public static Answer Update(Call call)
    {
        KeyCheck.DemandAdmin(call);
        Fields.Validate(call.Body);
        DemandRole(call.Body);
        var state = call.State;
        var (id, email) = (call.Body.Text("user_id"), call.Body.Text("user_email"));
        if (id is null && email is null)
        {
            throw Envelopes.Error(400, "auth_error", "Authentication Error, Either user_id or user_email must be provided");
        }

        var old = id is null ? FindEmail(state, email!) : state.FindUser(id);
        if (old is null && id is not null && !state.IsOld)
        {
            throw Envelopes.Error(400, "auth_error", $"Authentication Error, User not found, passed user_id={id}");
        }

        var user = old?.Copy() ?? Rows.NewUser(state, id ?? Guid.NewGuid().ToString());
        Fields.Apply(state, user, call.Body, ignoreEmpty: true);
        state.Users[user.Text("user_id")!] = user;
        return Answer.Of(new JsonObject { ["user_id"] = user.Text("user_id"), ["data"] = user.Copy() });
    }

    public static Answer Delete(Call call)
    {
        KeyCheck.DemandAdmin(call);
        Fields.Validate(call.Body);
        if (!call.Body.ContainsKey("user_ids"))
        {
            throw Envelopes.Missing("body", "user_ids");
        }

        var ids = call.Body.Texts("user_ids");
        if (ids.FirstOrDefault(id => call.State.FindUser(id) is null) is { } unknown)
        {
            throw Envelopes.Detail(404, $"User not found, passed user_id={unknown}");
        }

        return Answer.Of(JsonValue.Create(ids.Distinct().Count(call.State.RemoveUser)));
    }

    public static Answer List(Call call)
    {
        KeyCheck.DemandAdmin(call);
        var (page, size) = (call.Number("page", 1), call.Number("page_size", 25, 100));
        var ids = call.Query("user_ids")?.Split(',');
        var users = call.State.Users.Values.Where(user =>
            (call.Query("role") is not { } role || user.Text("user_role") == role)
            && (call.Query("user_email") is not { } email || (user.Text("user_email") ?? "").Contains(email, StringComparison.OrdinalIgnoreCase))
            && (call.Query("team") is not { } team || user.Texts("teams").Contains(team))
            && (ids is null || HasOneOf(ids, user.Text("user_id")!))).ToList();
        return Answer.Of(new JsonObject
        {
            ["users"] = Json.Array(users.Skip((page - 1) * size).Take(size)
                .Select(user => user.Copy().With("key_count", call.State.KeysOfUser(user.Text("user_id")!).Count()))),
            ["total"] = users.Count,
            ["page"] = page,
            ["page_size"] = size,
            ["total_pages"] = (users.Count + size - 1) / size,
        });
    }

    // A single id is searched for, several are compared.
    private static bool HasOneOf(string[] ids, string id) =>
        ids.Length == 1 ? id.Contains(ids[0], StringComparison.OrdinalIgnoreCase) : ids.Contains(id);

    private static JsonArray KeysOf(ProxyState state, IEnumerable<JsonObject> keys) =>
        Json.Array(keys.Select(key => key.Copy().With("team_alias", state.FindTeam(key.Text("team_id"))?.Text("team_alias") ?? "None")));

    // Ids, or objects that carry one.
    private static IEnumerable<string> TeamsOf(JsonObject body) =>
        body.Texts("teams").Concat((body["teams"] as JsonArray)?.OfType<JsonObject>().Select(team => team.Text("team_id")).OfType<string>() ?? []);

    private static JsonObject? FindEmail(ProxyState state, string email) =>
        state.Users.Values.FirstOrDefault(user => email.Equals(user.Text("user_email"), StringComparison.OrdinalIgnoreCase));

    private static void DemandNew(ProxyState state, string id, string? email)
    {
        var taken = state.FindUser(id) is not null ? id : email is not null && FindEmail(state, email) is not null ? email : null;
        if (taken is not null)
        {
            throw Envelopes.Wrapped(state.IsOld ? 400 : 409, $"User with {(taken == id ? "id" : "email")} {taken} already exists");
        }
    }

    private static void DemandRole(JsonObject body)
    {
        if (body.Text("user_role") is { } role && !Roles.Contains(role))
        {
            throw Envelopes.Invalid("body", "user_role", "literal_error", $"Input should be one of {string.Join(", ", Roles)}", role);
        }
    }
}

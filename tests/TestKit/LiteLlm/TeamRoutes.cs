using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>Makes, reads, changes and ends teams.</summary>
internal static class TeamRoutes
{
    public static Answer New(Call call)
    {
        KeyCheck.DemandAdmin(call);
        Fields.Validate(call.Body);
        var state = call.State;
        var id = call.Body.Text("team_id") ?? Guid.NewGuid().ToString();
        if (state.FindTeam(id) is not null)
        {
            throw Envelopes.Detail(400, $"Team id = {id} already exists. Please use a different team id.");
        }

        var team = Rows.NewTeam(state, id);
        Fields.Apply(state, team, call.Body);
        foreach (var member in (call.Body["members_with_roles"] as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            if (member.Text("user_id") is { } user)
            {
                Members.Add(state, team, user, member.Text("role") ?? "user");
            }
        }

        // Whoever makes a team belongs to it.
        Members.Add(state, team, call.Caller.UserId ?? ProxyState.AdminUserId, "admin");
        state.Teams[id] = team;
        return Answer.Of(team.Copy());
    }

    public static Answer Info(Call call)
    {
        var id = call.Query("team_id") ?? throw Envelopes.Missing("query", "team_id");
        var team = call.State.FindTeam(id) ?? throw Envelopes.Wrapped(404, $"Team not found, passed team id: {id}.", "message");
        if (!call.Caller.IsAdmin && call.Caller.TeamId != id && !Members.Has(team, call.Caller.UserId))
        {
            throw Envelopes.Wrapped(403, $"key not allowed to access this team's info. team_id={id}");
        }

        return Answer.Of(new JsonObject
        {
            ["team_id"] = id,
            ["team_info"] = team.Copy(),
            ["keys"] = Keys(call, id),
            ["team_memberships"] = Members.Memberships(team),
        });
    }

    public static Answer Update(Call call)
    {
        KeyCheck.DemandAdmin(call);
        Fields.Validate(call.Body);
        var id = call.Body.Text("team_id") ?? throw Envelopes.Missing("body", "team_id");
        var team = Find(call, id).Copy();
        Fields.Apply(call.State, team, call.Body);
        if (call.Body.ContainsKey("budget_duration") && call.Body["budget_duration"] is null)
        {
            team["budget_duration"] = null;
            team["budget_reset_at"] = null;
        }

        call.State.Teams[id] = team;
        return Answer.Of(new JsonObject { ["team_id"] = id, ["data"] = team.Copy() });
    }

    public static Answer List(Call call)
    {
        if (!call.Caller.IsAdmin && (call.Query("user_id") is not { } self || self != call.Caller.UserId))
        {
            throw Envelopes.Unauthorized("Only admin users can query all teams/other teams. Your user role=" + call.Caller.Role);
        }

        var organization = call.Query("organization_id");
        return Answer.Of(Json.Array(call.State.Teams.Values
            .Where(team => call.Query("user_id") is not { } user || Members.Has(team, user))
            .Where(team => organization is null || (team.Text("organization_id") ?? "default_organization") == organization)
            .OrderBy(team => team.Text("team_alias"), StringComparer.Ordinal)
            .Select(team => team.Copy()
                .With("team_memberships", Members.Memberships(team))
                .With("keys", Keys(call, team.Text("team_id")!)))));
    }

    public static Answer Delete(Call call)
    {
        KeyCheck.DemandAdmin(call);
        Fields.Validate(call.Body);
        var ids = call.Body.ContainsKey("team_ids") ? call.Body.Texts("team_ids") : throw Envelopes.Missing("body", "team_ids");
        foreach (var id in ids)
        {
            Find(call, id);
        }

        var rows = ids.Select(call.State.RemoveTeam).OfType<JsonObject>().ToList();
        return Answer.Of(call.State.IsOld ? JsonValue.Create(rows.Count) : Json.Array(rows));
    }

    public static Answer Block(Call call) => SetBlocked(call, true);

    public static Answer Unblock(Call call) => SetBlocked(call, false);

    private static Answer SetBlocked(Call call, bool isBlocked)
    {
        KeyCheck.DemandAdmin(call);
        var team = Find(call, call.Body.Text("team_id") ?? throw Envelopes.Missing("body", "team_id"));
        team["blocked"] = isBlocked;
        return Answer.Of(team.Copy());
    }

    private static JsonObject Find(Call call, string id) =>
        call.State.FindTeam(id) ?? throw Envelopes.Detail(404, $"Team not found, passed team_id={id}");

    private static JsonArray Keys(Call call, string team) => Json.Array(call.State.KeysOfTeam(team).Select(key => key.Copy("token")));
}

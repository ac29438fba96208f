using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>Who belongs to a team: noted at the team and at the user.</summary>
internal static class Members
{
    public static void Add(ProxyState state, JsonObject team, string userId, string role)
    {
        var members = team["members_with_roles"]!.AsArray();
        if (!members.Any(member => member!.AsObject().Text("user_id") == userId))
        {
            members.Add(new JsonObject { ["user_id"] = userId, ["user_email"] = null, ["role"] = role });
        }

        // A member nobody knows becomes a user.
        if (state.FindUser(userId) is not { } user)
        {
            user = Rows.NewUser(state, userId);
            state.Users[userId] = user;
        }

        if (!user.Texts("teams").Contains(team.Text("team_id")!))
        {
            user["teams"]!.AsArray().Add(team.Text("team_id"));
        }
    }

    public static void Remove(JsonObject team, string userId)
    {
        var members = team["members_with_roles"]!.AsArray();
        foreach (var member in members.Where(member => member!.AsObject().Text("user_id") == userId).ToList())
        {
            members.Remove(member);
        }
    }

    public static bool Has(JsonObject team, string? userId) =>
        team["members_with_roles"]!.AsArray().Any(member => member!.AsObject().Text("user_id") == userId);

    public static JsonArray Memberships(JsonObject team) => Json.Array(team["members_with_roles"]!.AsArray()
        .Select(member => (JsonNode?)new JsonObject
        {
            ["user_id"] = member!.AsObject().Text("user_id"),
            ["team_id"] = team.Text("team_id"),
            ["spend"] = 0.0,
            ["budget_id"] = null,
            ["litellm_budget_table"] = null,
        }));
}

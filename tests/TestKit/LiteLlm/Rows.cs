using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>New rows, with every column the contract names.</summary>
internal static class Rows
{
    public static JsonObject NewKey(ProxyState state, string plain)
    {
        var now = state.Write(state.Now);
        var row = Parse("""
            {
              "token": null, "key_name": null, "key_alias": null, "soft_budget_cooldown": false, "spend": 0.0, "expires": null,
              "models": [], "aliases": {}, "config": {}, "router_settings": null, "user_id": null, "team_id": null,
              "agent_id": null, "project_id": null, "organization_id": null, "permissions": {}, "max_parallel_requests": null,
              "metadata": {}, "blocked": null, "tpm_limit": null, "rpm_limit": null, "max_budget": null,
              "budget_duration": null, "budget_reset_at": null, "allowed_cache_controls": [], "allowed_routes": [],
              "policies": [], "access_group_ids": [], "model_spend": {}, "model_max_budget": {}, "budget_id": null,
              "object_permission_id": null, "rotation_count": 0, "auto_rotate": false, "rotation_interval": null,
              "last_rotation_at": null, "key_rotation_at": null
            }
            """);
        row["token"] = KeyText.HashOf(plain);
        row["key_name"] = KeyText.NameOf(plain);
        if (!state.IsOld)
        {
            row["last_active"] = null;
        }

        return Stamp(row, now);
    }

    public static JsonObject NewUser(ProxyState state, string userId)
    {
        var now = state.Write(state.Now);
        var row = Parse("""
            {
              "user_id": null, "user_alias": null, "user_email": null, "user_role": "internal_user_viewer", "team_id": null,
              "teams": [], "sso_user_id": null, "organization_id": null, "organization_memberships": [], "max_budget": null,
              "spend": 0.0, "models": [], "metadata": {}, "max_parallel_requests": null, "tpm_limit": null, "rpm_limit": null,
              "budget_duration": null, "budget_reset_at": null, "allowed_cache_controls": [], "policies": [],
              "model_spend": {}, "model_max_budget": {}, "object_permission": null
            }
            """);
        row["user_id"] = userId;
        row["created_at"] = now;
        row["updated_at"] = now;
        return row;
    }

    public static JsonObject NewTeam(ProxyState state, string teamId)
    {
        var now = state.Write(state.Now);
        var row = Parse("""
            {
              "team_id": null, "team_alias": null, "organization_id": null, "admins": [], "members": [],
              "members_with_roles": [], "team_member_permissions": [], "metadata": {}, "tpm_limit": null, "rpm_limit": null,
              "max_budget": null, "soft_budget": null, "budget_duration": null, "budget_limits": null, "models": [],
              "blocked": false, "router_settings": null, "access_group_ids": [], "default_team_member_models": [],
              "spend": 0.0, "max_parallel_requests": null, "budget_reset_at": null, "model_id": null, "model_spend": {},
              "model_max_budget": {}, "policies": [], "allow_team_guardrail_config": false, "litellm_model_table": null,
              "object_permission": null, "object_permission_id": null
            }
            """);
        row["team_id"] = teamId;
        row["created_at"] = now;
        row["updated_at"] = now;
        return row;
    }

    private static JsonObject Stamp(JsonObject row, string now)
    {
        row["created_at"] = now;
        row["created_by"] = ProxyState.AdminUserId;
        row["updated_at"] = now;
        row["updated_by"] = ProxyState.AdminUserId;
        return row;
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}

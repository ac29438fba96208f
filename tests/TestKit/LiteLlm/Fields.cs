using System.Text.Json;
using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>The fields of a request's body: their types, and how they get into a row.</summary>
internal static class Fields
{
    private static readonly string[] Whole = ["max_parallel_requests", "tpm_limit", "rpm_limit"];

    private static readonly string[] Numbers = ["max_budget", "soft_budget", "spend"];

    private static readonly string[] Lists =
        ["models", "allowed_cache_controls", "allowed_routes", "keys", "key_aliases", "user_ids", "team_ids", "members_with_roles", "tags", "guardrails"];

    private static readonly string[] Objects = ["metadata", "aliases", "config", "permissions", "model_max_budget", "model_aliases"];

    private static readonly string[] Texts =
    [
        "key", "key_alias", "duration", "budget_duration", "user_id", "team_id", "budget_id", "organization_id", "project_id", "agent_id",
        "user_email", "user_alias", "team_alias", "rotation_interval",
    ];

    private static readonly string[] Flags = ["blocked", "auto_rotate", "auto_create_key", "send_invite_email"];

    // Accepted at the top, kept within the metadata.
    private static readonly string[] InMetadata =
    [
        "model_rpm_limit", "model_tpm_limit", "rpm_limit_type", "tpm_limit_type", "enforced_params", "temp_budget_increase", "temp_budget_expiry",
        "allowed_vector_store_indexes", "guardrails", "policies", "tags", "team_member_key_duration", "prompts", "logging",
        "secret_manager_settings", "allowed_passthrough_routes",
    ];

    // Columns that no body sets.
    private static readonly string[] Kept =
    [
        "token", "key_name", "expires", "created_at", "created_by", "updated_at", "updated_by", "last_active", "budget_reset_at", "model_spend",
        "soft_budget_cooldown", "rotation_count", "last_rotation_at", "key_rotation_at", "members_with_roles", "teams", "organization_memberships",
        "litellm_model_table", "model_id", "budget_duration",
    ];

    /// <summary>Refuses a body whose fields have other types than the proxy's request models.</summary>
    public static void Validate(JsonObject body)
    {
        foreach (var (name, value) in body)
        {
            // The proxy reads an empty budget as none.
            if (value is null || (name == "max_budget" && body.Text(name) == ""))
            {
                continue;
            }

            var kind = value.GetValueKind();
            var isFraction = kind == JsonValueKind.Number && body.Number(name) % 1 != 0;
            Check(Numbers.Contains(name) && kind != JsonValueKind.Number, "float_type", "Input should be a valid number");
            Check(Whole.Contains(name) && (kind != JsonValueKind.Number || isFraction), "int_type", "Input should be a valid integer");
            Check(Lists.Contains(name) && kind != JsonValueKind.Array, "list_type", "Input should be a valid list");
            Check(Objects.Contains(name) && kind != JsonValueKind.Object, "dict_type", "Input should be a valid dictionary");
            Check(Texts.Contains(name) && kind != JsonValueKind.String, "string_type", "Input should be a valid string");
            Check(Flags.Contains(name) && kind is not (JsonValueKind.True or JsonValueKind.False), "bool_type", "Input should be a valid boolean");

            void Check(bool isWrong, string type, string message)
            {
                if (isWrong)
                {
                    throw Envelopes.Invalid("body", name, type, message, value);
                }
            }
        }

        if (body.Number("max_budget") < 0)
        {
            throw Envelopes.Error(400, "bad_request_error", $"max_budget cannot be negative. Received: {body.Number("max_budget")}", "max_budget");
        }
    }

    /// <summary>Puts the fields that are present into the row; null clears.</summary>
    public static void Apply(ProxyState state, JsonObject row, JsonObject body, bool ignoreEmpty = false)
    {
        foreach (var (name, value) in body)
        {
            if (!row.ContainsKey(name) || Kept.Contains(name) || InMetadata.Contains(name) || (ignoreEmpty && name != "max_budget" && IsEmpty(value)))
            {
                continue;
            }

            row[name] = (name, value) switch
            {
                ("max_budget", not null) when body.Text(name) == "" => null,
                ("models" or "allowed_cache_controls" or "allowed_routes", null) => new JsonArray(),
                ("metadata" or "aliases" or "config" or "permissions" or "model_max_budget", null) => new JsonObject(),
                ("spend", null) => 0.0,
                _ => value?.DeepClone(),
            };
        }

        foreach (var name in InMetadata.Where(body.ContainsKey))
        {
            row["metadata"]!.AsObject()[name] = body[name]?.DeepClone();
        }

        ApplyBudgetWindow(state, row, body);
        row["updated_at"] = state.Write(state.Now);
    }

    /// <summary>Sets when a key expires; <c>-1</c> and null: never.</summary>
    public static void ApplyLifetime(ProxyState state, JsonObject row, JsonObject body)
    {
        if (body.ContainsKey("duration"))
        {
            var duration = body.Text("duration");
            row["expires"] = Read(state, () => duration == "-1" ? null : Durations.After(duration, state.Now)) is { } end ? state.Write(end) : null;
        }
    }

    private static void ApplyBudgetWindow(ProxyState state, JsonObject row, JsonObject body)
    {
        if (body.Text("budget_duration") is { } duration)
        {
            // Teams once counted from now on.
            var isFromNow = state.IsOld && row.ContainsKey("members_with_roles");
            row["budget_reset_at"] = Read(state, () => isFromNow ? Durations.After(duration, state.Now) : Durations.NextReset(duration, state.Now)) is { } reset ? state.Write(reset) : null;
            row["budget_duration"] = duration;
        }
    }

    private static DateTimeOffset? Read(ProxyState state, Func<DateTimeOffset?> read)
    {
        try
        {
            return read();
        }
        catch (FormatException exception)
        {
            throw state.IsOld
                ? Envelopes.Error(500, "internal_server_error", $"Internal Server Error, {exception.Message}")
                : Envelopes.Error(400, "bad_request_error", exception.Message, "duration");
        }
    }

    private static bool IsEmpty(JsonNode? value) => value switch
    {
        null => true,
        JsonArray array => array.Count == 0,
        JsonObject json => json.Count == 0,
        _ => value.GetValueKind() == JsonValueKind.String && value.GetValue<string>().Length == 0,
    };
}

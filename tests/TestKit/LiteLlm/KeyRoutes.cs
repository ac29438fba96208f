using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>Makes, reads, changes and ends keys.</summary>
internal static class KeyRoutes
{
    public static Answer Generate(Call call)
    {
        KeyCheck.DemandAdmin(call);
        Fields.Validate(call.Body);
        return Answer.Of(Make(call, call.Body));
    }

    /// <summary>Makes a key; the answer is the only place where its text appears.</summary>
    public static JsonObject Make(Call call, JsonObject body)
    {
        var state = call.State;
        var plain = body.Text("key") ?? KeyText.New();
        if (!plain.StartsWith("sk-", StringComparison.Ordinal))
        {
            throw Envelopes.Wrapped(400, "Invalid key format. LiteLLM Virtual Key must start with 'sk-'. Received: ****");
        }

        DemandFreeAlias(state, body.Text("key_alias"), null);
        if (body.Text("team_id") is { } team && team != "litellm-dashboard" && state.FindTeam(team) is null)
        {
            throw Envelopes.Wrapped(state.IsOld ? 400 : 404, $"Team not found, passed team_id={team}");
        }

        var row = Rows.NewKey(state, plain);
        Fields.Apply(state, row, body);
        Fields.ApplyLifetime(state, row, body);
        row["user_id"] ??= state.IsOld ? null : ProxyState.AdminUserId;
        if (!state.Keys.TryAdd(row.Text("token")!, row) && !state.IsOld)
        {
            throw Envelopes.Error(400, "bad_request_error", "Key already exists. Pass another key, or none.", "key");
        }

        return row.Copy()
            .With("key", plain)
            .With("token_id", row.Text("token"))
            .With("key_type", body.Text("key_type") ?? "default")
            .With("duration", body.Text("duration"))
            .With("soft_budget", body["soft_budget"]?.DeepClone())
            .With("litellm_budget_table", null);
    }

    public static Answer Info(Call call)
    {
        var passed = call.Query("key") ?? call.Caller.KeyHash;
        if (passed is null || call.State.FindKey(passed) is not { } row)
        {
            throw Envelopes.Error(404, "not_found_error", "Key not found in database", "key");
        }

        if (!call.Caller.IsAdmin && row.Text("token") != call.Caller.KeyHash && (call.Caller.UserId is null || row.Text("user_id") != call.Caller.UserId))
        {
            throw Envelopes.Error(403, "auth_error", "You are not allowed to access this key's info. Your role=internal_user", "key");
        }

        return Answer.Of(new JsonObject { ["key"] = passed, ["info"] = row.Copy("token").With("litellm_budget_table", null) });
    }

    public static Answer Update(Call call)
    {
        KeyCheck.DemandAdmin(call);
        Fields.Validate(call.Body);
        var state = call.State;
        var passed = call.Body.Text("key") ?? throw Envelopes.Missing("body", "key");
        var old = state.FindKey(passed) ?? throw Envelopes.Wrapped(404, $"Team not found, passed team_id={call.Body.Text("team_id") ?? "None"}");
        DemandFreeAlias(state, call.Body.Text("key_alias"), old);

        // Worked on a copy: a refusal in the middle leaves no half-changed row.
        var row = old.Copy();
        Fields.Apply(state, row, call.Body);
        Fields.ApplyLifetime(state, row, call.Body);
        row["updated_by"] = ProxyState.AdminUserId;
        state.Keys[row.Text("token")!] = row;
        return Answer.Of(row.Copy().With("key", passed));
    }

    public static Answer Delete(Call call)
    {
        KeyCheck.DemandAdmin(call);
        Fields.Validate(call.Body);
        var state = call.State;
        var (passed, hashes) = call.Body.ContainsKey("keys")
            ? (call.Body.Texts("keys"), call.Body.Texts("keys").Select(KeyText.Resolve))
            : call.Body.ContainsKey("key_aliases")
                ? (call.Body.Texts("key_aliases"), call.Body.Texts("key_aliases").Select(alias => FindAlias(state, alias)?.Text("token") ?? ""))
                : throw Envelopes.Error(400, "bad_request_error", "Either keys or key_aliases must be provided", "keys");

        // Each is tried, also after one was found.
        var removed = hashes.ToList().Count(state.RemoveKey);
        return removed > 0
            ? Answer.Of(new JsonObject { ["deleted_keys"] = Json.Array(passed) })
            : throw Envelopes.Wrapped(404, "No keys found");
    }

    public static Answer Block(Call call) => SetBlocked(call, true);

    public static Answer Unblock(Call call) => SetBlocked(call, false);

    /// <summary>Rotation needs a licence that this proxy does not have.</summary>
    public static Answer Regenerate(Call call)
    {
        KeyCheck.DemandAdmin(call);
        throw Envelopes.Wrapped(
            call.State.IsOld ? 500 : 403,
            "Regenerating Virtual Keys is an Enterprise feature. You must be a LiteLLM Enterprise user to use this feature.");
    }

    private static Answer SetBlocked(Call call, bool isBlocked)
    {
        KeyCheck.DemandAdmin(call);
        var passed = call.Body.Text("key") ?? throw Envelopes.Missing("body", "key");
        if (!passed.StartsWith("sk-", StringComparison.Ordinal) && !(passed.Length == 64 && passed.All(char.IsAsciiHexDigitLower)))
        {
            throw Envelopes.Error(400, "bad_request_error", "Invalid key format.", "key");
        }

        var row = call.State.FindKey(passed) ?? throw Envelopes.Error(404, "not_found_error", "Key not found in database", "key");
        row["blocked"] = isBlocked;
        row["updated_at"] = call.State.Write(call.State.Now);
        return Answer.Of(row.Copy());
    }

    private static JsonObject? FindAlias(ProxyState state, string alias) => state.Keys.Values.FirstOrDefault(key => key.Text("key_alias") == alias);

    private static void DemandFreeAlias(ProxyState state, string? alias, JsonObject? self)
    {
        if (alias is { Length: > 0 } && FindAlias(state, alias) is { } other && !ReferenceEquals(other, self))
        {
            throw Envelopes.Error(
                400, "bad_request_error", $"Key with alias '{alias}' already exists. Unique key aliases across all keys are required.", "key_alias");
        }
    }
}

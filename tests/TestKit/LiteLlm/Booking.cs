using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>Writes down what a call cost.</summary>
internal static class Booking
{
    /// <summary>Books a call that was answered.</summary>
    public static void Success(Call call, string answerId, string callType, ProxyModel? model, long prompt, long completion)
    {
        var cost = model is null ? 0 : (prompt * model.InputPrice) + (completion * model.OutputPrice);
        var state = call.State;
        AddSpend(state, call.Caller, cost);
        var row = Day(state, DateOnly.FromDateTime(state.Now.UtcDateTime), call.Caller, model?.Name ?? "");
        row.Spend += cost;
        row.PromptTokens += prompt;
        row.CompletionTokens += completion;
        row.Successes++;
        state.SpendLogs.Add(Log(call, answerId, callType, model?.Name ?? "", cost, prompt, completion, "success"));
    }

    /// <summary>Books a call that was refused or failed; the call's own id names the row.</summary>
    public static void Failure(Call call, string callType, string model, JsonObject error)
    {
        var state = call.State;
        Day(state, DateOnly.FromDateTime(state.Now.UtcDateTime), call.Caller, model).Failures++;
        var row = Log(call, call.Id, callType, model, 0, 0, 0, "failure");
        row["response"] = new JsonObject();
        row["metadata"]!["error_information"] = new JsonObject
        {
            ["error_code"] = error.Text("code"),
            ["error_class"] = "ProxyException",
            ["error_message"] = error.Text("message"),
            ["llm_provider"] = "",
        };
        state.SpendLogs.Add(row);
    }

    /// <summary>Raises what key, owner and team have spent.</summary>
    public static void AddSpend(ProxyState state, Caller caller, double cost)
    {
        // The row may have been replaced since the call was let in.
        var key = caller.KeyHash is { } hash ? state.Keys.GetValueOrDefault(hash) : null;
        foreach (var row in new[] { key, state.FindUser(caller.UserId), state.FindTeam(caller.TeamId) }.OfType<JsonObject>())
        {
            row.Raise("spend", cost);
        }

        if (key?.ContainsKey("last_active") == true)
        {
            key["last_active"] = state.Write(state.Now);
        }
    }

    /// <summary>The sum of a day.</summary>
    public static DailyRow Day(ProxyState state, DateOnly day, Caller caller, string model)
    {
        var hash = caller.KeyHash ?? KeyText.HashOf(state.MasterKey);
        var row = state.Daily.Find(row => row.Day == day && row.KeyHash == hash && row.Model == model);
        if (row is null)
        {
            row = new DailyRow(day, hash, caller.UserId, caller.TeamId, model);
            state.Daily.Add(row);
        }

        return row;
    }

    private static JsonObject Log(Call call, string id, string callType, string model, double cost, long prompt, long completion, string status)
    {
        var (caller, now) = (call.Caller, call.State.Write(call.State.Now));
        var hash = caller.KeyHash ?? KeyText.HashOf(call.State.MasterKey);
        return new JsonObject
        {
            ["request_id"] = id,
            ["call_type"] = callType,
            ["api_key"] = hash,
            ["spend"] = cost,
            ["total_tokens"] = prompt + completion,
            ["prompt_tokens"] = prompt,
            ["completion_tokens"] = completion,
            ["startTime"] = now,
            ["endTime"] = now,
            ["completionStartTime"] = now,
            ["request_duration_ms"] = 1,
            ["model"] = model,
            ["model_id"] = call.State.FindModel(model)?.Id ?? "",
            ["model_group"] = model,
            ["custom_llm_provider"] = call.State.FindModel(model)?.Provider ?? "",
            ["api_base"] = "",
            ["user"] = caller.UserId ?? "",
            ["metadata"] = new JsonObject
            {
                ["user_api_key"] = hash,
                ["user_api_key_alias"] = caller.Key?.Text("key_alias"),
                ["user_api_key_team_id"] = caller.TeamId,
                ["user_api_key_user_id"] = caller.UserId,
                ["status"] = status,
            },
            ["cache_hit"] = "False",
            ["cache_key"] = "Cache OFF",
            ["request_tags"] = new JsonArray(),
            ["team_id"] = caller.TeamId,
            ["organization_id"] = null,
            ["end_user"] = "",
            ["requester_ip_address"] = "",
            ["messages"] = new JsonObject(),
            ["response"] = new JsonObject(),
            ["session_id"] = call.Id,
            ["status"] = status,
            ["mcp_namespaced_tool_name"] = null,
            ["agent_id"] = null,
            ["proxy_server_request"] = new JsonObject(),
        };
    }
}

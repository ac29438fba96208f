using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>Calls of models: checked, answered, booked. What is no known call comes back as an echo.</summary>
internal sealed class DataPlane(ProxyState state, RateLimits limits)
{
    public ModelScript Script { get; set; } = new();

    public Answer Chat(Call call) => Complete(call, isChat: true);

    public Answer Text(Call call) => Complete(call, isChat: false);

    public Answer Embed(Call call)
    {
        var script = Script;
        var model = Admit(call);
        var inputs = call.Body["input"] is JsonArray { Count: > 0 } array && array[0]?.GetValueKind() != JsonValueKind.Number ? array.Count : 1;
        var answer = Completions.Embeddings(model.Name, inputs, script.PromptTokens);
        return Finish(call, new Settlement(limits, call, call.Id, "aembedding", model, script.PromptTokens, 0), answer, script);
    }

    /// <summary>Says what has arrived; credentials are left out.</summary>
    public Answer Echo(Call call)
    {
        var model = state.FindModel(Model(call));
        if (model is not null)
        {
            ModelAccess.Demand(call, model.Name);
        }

        DemandTeam(call);
        Budgets.Demand(call);
        limits.Enter(call);
        var (request, script) = (call.Request, Script);
        var (prompt, completion) = model is null ? (0, 0) : (script.PromptTokens, script.CompletionTokens);
        return Finish(call, new Settlement(limits, call, call.Id, "pass_through_endpoint", model, prompt, completion), new JsonObject
        {
            ["method"] = request.Method,
            ["path"] = request.Path,
            ["query"] = request.RawTarget.Split('?', 2) is [_, var query] ? $"?{query}" : "",
            ["headers"] = new JsonObject(request.Headers.Select(header =>
                KeyValuePair.Create<string, JsonNode?>(header.Key.ToLowerInvariant(), JsonValue.Create(header.Value)))),
            ["body"] = request.Body,
            ["body_sha256"] = Convert.ToHexStringLower(SHA256.HashData(request.Bytes.Span)),
        }, script);
    }

    private Answer Complete(Call call, bool isChat)
    {
        var script = Script;
        var model = Admit(call);
        var id = $"{(isChat ? "chatcmpl" : "cmpl")}-{Guid.NewGuid():N}";
        var completions = new Completions(id, model.Name, isChat, script.PromptTokens, script.CompletionTokens);
        var settlement = new Settlement(
            limits, call, id, isChat ? "acompletion" : "atext_completion", model, script.PromptTokens, script.CompletionTokens);
        if (call.Body.Flag("stream") != true)
        {
            return Finish(call, settlement, completions.Plain(call.Body.Text("mock_response") ?? script.Content), script);
        }

        var withUsage = (call.Body["stream_options"] as JsonObject)?.Flag("include_usage") == true;
        var stream = new ModelStream(completions, script, withUsage, settlement.Settle);
        return WithHeaders(call, new Answer { Stream = stream, OnEnd = settlement.Settle }, null);
    }

    private static Answer Finish(Call call, Settlement settlement, JsonObject json, ModelScript script) => WithHeaders(call, new Answer
    {
        Json = json,
        OnEnd = settlement.Settle,
        OnReady = async ended =>
        {
            await (script.Gate?.PassAsync(ended) ?? Task.CompletedTask);
            settlement.Settle();
        },
    }, settlement.Cost);

    // In the proxy's order: model, owner's and team's state and money, the key's money, then rates.
    private ProxyModel Admit(Call call)
    {
        var name = Model(call);
        if (name is null)
        {
            throw BadModel("litellm.BadRequestError: Missing required parameter: model");
        }

        ModelAccess.Demand(call, name);
        DemandTeam(call);
        var model = state.FindModel(name);
        if (model is not { InputPrice: 0, OutputPrice: 0 })
        {
            Budgets.Demand(call);
        }

        if (model is null)
        {
            throw BadModel(
                $"litellm.BadRequestError: {call.Request.Path}: Invalid model name passed in model={name}. "
                + "Call `/v1/models` to view available models for your key.");
        }

        limits.Enter(call);
        return model;
    }

    private static void DemandTeam(Call call)
    {
        if (call.State.FindTeam(call.Caller.TeamId)?.Flag("blocked") == true)
        {
            throw Envelopes.Unauthorized($"Authentication Error, Team={call.Caller.TeamId} is blocked. Update via `/team/unblock` if you're an admin.");
        }
    }

    // What is no JSON names no model: files go through as they are.
    public static string? Model(Call call)
    {
        try
        {
            return call.Body.Text("model");
        }
        catch (Refusal)
        {
            return null;
        }
    }

    private Refusal BadModel(string message) => state.IsOld
        ? Envelopes.Error(400, "None", message)
        : Envelopes.Error(400, "invalid_request_error", message, null);

    private static Answer WithHeaders(Call call, Answer answer, double? cost)
    {
        var spend = (call.Caller.Key?.Number("spend") ?? 0) + (cost ?? 0);
        answer.Headers["x-litellm-key-spend"] = spend.ToString("R", CultureInfo.InvariantCulture);
        answer.Headers["x-litellm-attempted-retries"] = "0";
        answer.Headers["x-litellm-attempted-fallbacks"] = "0";
        if (cost is { } known)
        {
            answer.Headers["x-litellm-response-cost"] = known.ToString("R", CultureInfo.InvariantCulture);
        }

        if (call.Caller.Key?.Number("max_budget") is { } most)
        {
            answer.Headers["x-litellm-key-max-budget"] = most.ToString("R", CultureInfo.InvariantCulture);
        }

        return answer;
    }

    /// <summary>Books a call and gives its place back, once, whichever way it ends.</summary>
    private sealed class Settlement(RateLimits limits, Call call, string id, string callType, ProxyModel? model, int prompt, int completion)
    {
        private bool _isDone;

        public double Cost => model is null ? 0 : (prompt * model.InputPrice) + (completion * model.OutputPrice);

        public void Settle()
        {
            lock (call.State.Lock)
            {
                if (!_isDone)
                {
                    _isDone = true;
                    Booking.Success(call, id, callType, model, prompt, completion);
                    limits.Leave(call, prompt + completion);
                }
            }
        }
    }
}

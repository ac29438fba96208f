using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>A route: which part of the proxy, whether it asks for a key, and who answers.</summary>
internal sealed record Route(RouteKind Kind, Func<Call, Answer> Answer, bool IsPublic = false)
{
    /// <summary>Whether the call reaches models, so that its failures are booked.</summary>
    public bool IsModelCall { get; init; }
}

/// <summary>Finds who answers.</summary>
internal sealed class RouteTable
{
    // Roots under which everything else is management, too: seen and answered, if without effect.
    private static readonly string[] ManagementRoots =
    [
        "/key/", "/v2/key/", "/team/", "/v2/team/", "/user/", "/v2/user/", "/budget/", "/model/", "/v1/model/", "/v2/model/", "/model_group/",
        "/access_group/", "/spend/", "/global/", "/provider/", "/customer/", "/end_user/", "/organization/", "/config/", "/get/config/",
        "/active/", "/settings", "/router/", "/fallback", "/credentials", "/utils/", "/cache/", "/invitation/", "/tag/", "/guardrails/", "/sso/",
        "/memory-usage-in-mem-cache", "/public/", "/routes",
    ];

    // Roots under which calls go to providers as they are.
    private static readonly string[] PassThroughRoots =
    [
        "/v1/", "/v1beta/", "/engines/", "/openai/", "/anthropic/", "/azure/", "/azure_ai/", "/bedrock/", "/vertex-ai/", "/vertex_ai/", "/gemini/",
        "/cohere/", "/mistral/", "/langfuse/", "/assemblyai/", "/vllm/", "/milvus/", "/cursor/", "/mcp", "/a2a/", "/images/", "/audio/", "/responses",
        "/moderations", "/rerank", "/v2/rerank", "/batches", "/files", "/threads", "/assistants", "/vector_stores", "/realtime", "/fine_tuning/",
    ];

    private readonly Dictionary<string, Route> _routes = new(StringComparer.Ordinal);
    private readonly DataPlane _plane;

    public RouteTable(ProxyState state, DataPlane plane)
    {
        _plane = plane;
        Manage("POST", "/key/generate", KeyRoutes.Generate);
        Manage("POST", "/key/service-account/generate", KeyRoutes.Generate);
        Manage("GET", "/key/info", KeyRoutes.Info);
        Manage("POST", "/key/update", KeyRoutes.Update);
        Manage("POST", "/key/delete", KeyRoutes.Delete);
        Manage("POST", "/key/block", KeyRoutes.Block);
        Manage("POST", "/key/unblock", KeyRoutes.Unblock);
        Manage("GET", "/key/list", KeyListRoute.List);
        Manage("POST", "/user/new", UserRoutes.New);
        Manage("GET", "/user/info", UserRoutes.Info);
        Manage("POST", "/user/update", UserRoutes.Update);
        Manage("POST", "/user/delete", UserRoutes.Delete);
        Manage("GET", "/user/list", UserRoutes.List);
        Manage("GET", "/user/daily/activity", DailyActivity.OfUser);
        Manage("POST", "/team/new", TeamRoutes.New);
        Manage("GET", "/team/info", TeamRoutes.Info);
        Manage("POST", "/team/update", TeamRoutes.Update);
        Manage("GET", "/team/list", TeamRoutes.List);
        Manage("POST", "/team/delete", TeamRoutes.Delete);
        Manage("POST", "/team/block", TeamRoutes.Block);
        Manage("POST", "/team/unblock", TeamRoutes.Unblock);
        Manage("GET", "/model/info", ModelRoutes.Info);
        Manage("GET", "/v1/model/info", ModelRoutes.Info);
        Manage("GET", "/spend/logs", SpendRoutes.Logs);
        Manage("POST", "/global/spend/reset", ResetSpend);
        ManageNew(state, "/spend/logs/v2", SpendRoutes.LogsPaged);
        ManageNew(state, "/v2/user/info", UserRoutes.InfoFlat);

        Probe("/health/liveliness", _ => HealthRoutes.Alive());
        Probe("/health/liveness", _ => HealthRoutes.Alive());
        Probe("/health/readiness", call => HealthRoutes.Ready(call.State));
        _routes["GET /health/readiness/details"] = new Route(RouteKind.Health, HealthRoutes.ReadyDetails);
        _routes["GET /health"] = new Route(RouteKind.Health, HealthRoutes.CallModels);

        foreach (var root in new[] { "", "/v1" })
        {
            _routes[$"GET {root}/models"] = new Route(RouteKind.DataPlane, ModelRoutes.List);
            Model($"{root}/chat/completions", plane.Chat);
            Model($"{root}/completions", plane.Text);
            Model($"{root}/embeddings", plane.Embed);
        }
    }

    public Route Find(string method, string path)
    {
        if (_routes.TryGetValue($"{method} {path}", out var route))
        {
            return route;
        }

        if (method == "GET" && (path.StartsWith("/v1/models/", StringComparison.Ordinal) || path.StartsWith("/models/", StringComparison.Ordinal)))
        {
            var name = path[(path.IndexOf("/models/", StringComparison.Ordinal) + "/models/".Length)..];
            return new Route(RouteKind.DataPlane, call => ModelRoutes.One(call, name));
        }

        if (path.StartsWith("/key/", StringComparison.Ordinal) && path.EndsWith("/regenerate", StringComparison.Ordinal))
        {
            return new Route(RouteKind.Management, KeyRoutes.Regenerate);
        }

        return StartsWithAny(ManagementRoots, path) ? new Route(RouteKind.Management, Acknowledge)
            : path.StartsWith("/health/", StringComparison.Ordinal) ? new Route(RouteKind.Health, Acknowledge)
            : StartsWithAny(PassThroughRoots, path) ? new Route(RouteKind.DataPlane, _plane.Echo) { IsModelCall = true }
            : new Route(RouteKind.Unknown, _ => Envelopes.NoRoute(), IsPublic: true);
    }

    private static bool StartsWithAny(string[] roots, string path) => roots.Any(root => path.StartsWith(root, StringComparison.Ordinal));

    private static Answer Acknowledge(Call call)
    {
        KeyCheck.DemandAdmin(call);
        return Answer.Of(new JsonObject());
    }

    private static Answer ResetSpend(Call call)
    {
        KeyCheck.DemandMaster(call);
        foreach (var row in call.State.Keys.Values.Concat(call.State.Teams.Values))
        {
            row["spend"] = 0.0;
        }

        return Answer.Of(new JsonObject { ["message"] = "Spend for all API Keys and Teams reset successfully", ["status"] = "success" });
    }

    private void Manage(string method, string path, Func<Call, Answer> answer) => _routes[$"{method} {path}"] = new Route(RouteKind.Management, answer);

    private void ManageNew(ProxyState state, string path, Func<Call, Answer> answer) =>
        _routes[$"GET {path}"] = state.IsOld ? new Route(RouteKind.Management, _ => Envelopes.NoRoute(), IsPublic: true) : new Route(RouteKind.Management, answer);

    private void Probe(string path, Func<Call, Answer> answer) => _routes[$"GET {path}"] = new Route(RouteKind.Health, answer, IsPublic: true);

    private void Model(string path, Func<Call, Answer> answer) => _routes[$"POST {path}"] = new Route(RouteKind.DataPlane, answer) { IsModelCall = true };
}

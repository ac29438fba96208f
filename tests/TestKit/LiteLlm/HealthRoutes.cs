using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>Probes. <c>/health</c> is none: it calls every model.</summary>
internal static class HealthRoutes
{
    public static Answer Alive() => Answer.Of(JsonValue.Create("I'm alive!"));

    public static Answer Ready(ProxyState state) => Answer.Of(state.IsOld
        ? Details("connected", state.Version)
        : new JsonObject { ["status"] = "healthy", ["db"] = "connected" });

    public static Answer ReadyDetails(Call call) => call.State.IsOld ? Envelopes.NoRoute() : Answer.Of(Details("healthy", call.State.Version));

    public static Answer CallModels(Call call) => Answer.Of(new JsonObject
    {
        ["healthy_endpoints"] = Json.Array(call.State.Models.Select(model => new JsonObject { ["model"] = model.Name })),
        ["unhealthy_endpoints"] = new JsonArray(),
        ["healthy_count"] = call.State.Models.Count,
        ["unhealthy_count"] = 0,
    });

    // The old form's status is the database's.
    private static JsonObject Details(string status, string version) => new()
    {
        ["status"] = status,
        ["db"] = "connected",
        ["cache"] = null,
        ["litellm_version"] = version,
        ["success_callbacks"] = new JsonArray("_ProxyDBLogger"),
        ["use_aiohttp_transport"] = true,
        ["last_updated"] = "2026-08-01T00:00:00.000000",
    };
}

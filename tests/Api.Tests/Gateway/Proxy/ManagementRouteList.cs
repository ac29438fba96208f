namespace AkashChat.Api.Tests.Gateway.Proxy;

/// <summary>Where a LiteLLM proxy is administered and probed: every route of which its contract tells.</summary>
internal static class ManagementRouteList
{
    /// <summary>Method and path, a line for each.</summary>
    public static readonly IReadOnlyList<(string Method, string Path)> Routes =
    [
        .. """
        POST /key/generate
        POST /key/service-account/generate
        POST /key/update
        POST /key/bulk_update
        POST /key/delete
        GET /key/info
        POST /v2/key/info
        POST /key/regenerate
        POST /key/sk-some/regenerate
        POST /key/sk-some/reset_spend
        GET /key/list
        GET /key/aliases
        POST /key/block
        POST /key/unblock
        POST /key/health
        POST /key/access_group_assignment
        POST /team/key/bulk_update
        POST /user/new
        GET /user/info
        GET /v2/user/info
        POST /user/update
        POST /user/bulk_update
        POST /user/delete
        GET /user/list
        GET /user/daily/activity
        GET /user/filter/ui
        POST /team/new
        POST /team/update
        PATCH /team/some
        GET /team/info
        GET /team/list
        GET /v2/team/list
        GET /team/available
        POST /team/member_add
        POST /team/bulk_member_add
        POST /team/member_delete
        POST /team/member_update
        POST /team/delete
        POST /team/block
        POST /team/unblock
        POST /team/model/add
        POST /team/model/delete
        GET /team/permissions_list
        POST /team/permissions_update
        GET /team/some/members/me
        GET /team/daily/activity
        POST /budget/new
        POST /budget/update
        POST /budget/info
        GET /budget/settings
        GET /budget/list
        POST /budget/delete
        GET /model/info
        GET /v1/model/info
        GET /v2/model/info
        GET /model_group/info
        POST /model/new
        POST /model/delete
        POST /model/update
        PATCH /model/some/update
        POST /model/block
        POST /model/unblock
        POST /access_group/new
        GET /access_group/list
        GET /access_group/some/info
        POST /access_group/some/update
        DELETE /access_group/some/delete
        GET /public/model_hub
        GET /public/litellm_model_cost_map
        GET /spend/logs
        GET /spend/logs/v2
        GET /spend/logs/ui
        GET /spend/keys
        GET /spend/users
        GET /spend/tags
        POST /spend/calculate
        GET /global/spend
        GET /global/spend/logs
        GET /global/spend/keys
        GET /global/spend/models
        GET /global/spend/teams
        POST /global/spend/end_users
        GET /global/spend/tags
        GET /global/spend/report
        POST /global/spend/reset
        GET /global/activity
        GET /global/activity/model
        GET /provider/budgets
        GET /health
        GET /health/liveliness
        GET /health/liveness
        GET /health/readiness
        GET /health/readiness/details
        GET /health/services
        GET /health/history
        GET /health/latest
        GET /health/license
        GET /health/shared-status
        GET /health/backlog
        GET /health/drain
        POST /health/test_connection
        GET /routes
        GET /test
        GET /metrics
        GET /memory-usage-in-mem-cache
        POST /utils/token_counter
        GET /utils/supported_openai_params
        POST /utils/transform_request
        GET /cache/ping
        POST /cache/delete
        POST /cache/flushall
        POST /customer/new
        GET /customer/info
        POST /customer/update
        POST /customer/delete
        GET /customer/list
        POST /customer/block
        POST /customer/unblock
        POST /end_user/new
        GET /end_user/info
        POST /end_user/update
        POST /end_user/delete
        GET /end_user/list
        POST /end_user/block
        POST /end_user/unblock
        POST /organization/new
        PATCH /organization/update
        DELETE /organization/delete
        GET /organization/list
        GET /organization/info
        POST /organization/member_add
        POST /organization/member_delete
        POST /organization/member_update
        GET /get/config/callbacks
        POST /config/update
        POST /config/field/update
        GET /config/field/info
        POST /config/field/delete
        GET /config/list
        GET /config/yaml
        GET /active/callbacks
        GET /settings
        GET /router/settings
        GET /fallback/some
        POST /fallback/some
        POST /credentials
        GET /credentials
        PATCH /credentials/some
        DELETE /credentials/some
        """.Split('\n').Select(line => line.Split(' ')).Select(words => (words[0], words[1])),
    ];

    /// <summary>What may stand before a path at our port.</summary>
    public static readonly IReadOnlyList<string> Prefixes = ["", "/v1", "/api/v1", "/api"];

    /// <summary>The ways to write a path so that somebody in between may take it for another.</summary>
    public static IEnumerable<string> Spellings(string prefix, string path, string authority)
    {
        var rest = path[1..];
        var first = rest.Split('/')[0];
        var coded = "/" + string.Concat(first.Select(letter => $"%{(int)letter:x2}")) + rest[first.Length..];
        return
        [
            prefix + path,
            prefix + path.ToUpperInvariant(),
            (prefix + path).ToUpperInvariant(),
            $"{prefix}/{path}",
            $"/{prefix}{path}",
            $"{prefix}/.{path}",
            $"{prefix}/x/..{path}",
            $"{prefix}/..{path}",
            $"{prefix}/%2e%2e%2f{rest}",
            $"{prefix}/%2e%2e{path}",
            $"{prefix}/%252e%252e{path}",
            $"{prefix}/%252e%252e%252f{rest}",
            $"{prefix}/..%5c{rest}",
            $"{prefix}/%5c{rest}",
            $"{prefix}/%20{rest}",
            $"{prefix}/models/../..{path}",
            $"{prefix}/models/..%2f..%2f{rest}",
            $"{prefix}/models/%252e%252e/%252e%252e{path}",
            prefix + coded,
            prefix + coded.Replace("%", "%25", StringComparison.Ordinal),
            $"{prefix}/{first};x{rest[first.Length..]}",
            $"{prefix}/{first}%00{rest[first.Length..]}",
            $"{prefix}{path};x",
            $"{prefix}{path}/",
            $"{prefix}{path}.",
            $"{prefix}{path}%20",
            $"{prefix}{path}?x=y",
            $"{prefix}{path}#x",
            $"http://{authority}{prefix}{path}",
            $"http://{authority}{prefix}/models/../..{path}",
        ];
    }

    /// <summary>Every place in which a LiteLLM proxy may look for a key, as header lines.</summary>
    public static IEnumerable<string> HeadersWith(string key) =>
    [
        $"x-litellm-api-key: {key}",
        $"x-litellm-api-key: Bearer {key}",
        $"Authorization: Bearer {key}",
        $"authorization: bearer {key}",
        $"Authorization: Basic {key}",
        $"Authorization: {key}",
        $"Authorization: Bearer\t{key}",
        $"Authorization: AWS4-HMAC-SHA256 Credential=Bearer {key}/20261126/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=0",
        $"API-Key: {key}",
        $"x-api-key: {key}",
        $"x-goog-api-key: {key}",
        $"Ocp-Apim-Subscription-Key: {key}",
        $"X-Made-Up-By-The-Operator: Bearer {key}",
        $"Sec-WebSocket-Protocol: realtime, openai-insecure-api-key.{key}",
        $"Cookie: token={key}",
    ];
}

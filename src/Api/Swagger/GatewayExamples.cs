namespace AkashChat.Api.Swagger;

/// <summary>The examples of the forwarded routes.</summary>
internal static class GatewayExamples
{
    internal static readonly OpenApiExample ChatCompletions = new(
        """{"model":"akashchat-demo","messages":[{"role":"user","content":"Hello!"}],"stream":false}""",
        """
        {"id":"chatcmpl-1","object":"chat.completion","created":1790000000,"model":"akashchat-demo","choices":[{"index":0,
        "message":{"role":"assistant","content":"Hello!"},"finish_reason":"stop"}],
        "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}
        """,
        ["model", "messages"],
        CanStream: true);

    internal static readonly OpenApiExample Completions = new(
        """{"model":"akashchat-demo","prompt":"Once upon a time","max_tokens":16}""",
        """
        {"id":"cmpl-1","object":"text_completion","created":1790000000,"model":"akashchat-demo","choices":[{"index":0,
        "text":" there was a gateway.","finish_reason":"stop"}],"usage":{"prompt_tokens":4,"completion_tokens":5,"total_tokens":9}}
        """,
        ["model", "prompt"],
        CanStream: true);

    internal static readonly OpenApiExample Embeddings = new(
        """{"model":"akashchat-demo","input":["first text","second text"]}""",
        """
        {"object":"list","model":"akashchat-demo","data":[{"object":"embedding","index":0,"embedding":[0.25,-0.5]},
        {"object":"embedding","index":1,"embedding":[0.75,0.125]}],"usage":{"prompt_tokens":4,"total_tokens":4}}
        """,
        ["model", "input"],
        CanStream: false);

    internal static readonly OpenApiExample Responses = new(
        """{"model":"akashchat-demo","input":"Hello!","stream":false}""",
        """
        {"id":"resp_1","object":"response","created_at":1790000000,"status":"completed","error":null,"incomplete_details":null,
        "model":"akashchat-demo","output":[{"type":"message","id":"msg_1","status":"completed","role":"assistant",
        "content":[{"type":"output_text","text":"Hello!","annotations":[]}]}],
        "usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}}
        """,
        ["model", "input"],
        CanStream: true);

    internal static readonly OpenApiExample Moderations = new(
        """{"model":"akashchat-demo","input":"Hello!"}""",
        """
        {"id":"modr-1","model":"akashchat-demo","results":[{"flagged":false,"categories":{"violence":false},"category_scores":{"violence":0.01}}]}
        """,
        ["input"],
        CanStream: false);

    internal static readonly OpenApiExample Rerank = new(
        """{"model":"akashchat-demo","query":"Where is the harbour?","documents":["The harbour lies in the north.","Bread is baked at night."],"top_n":1}""",
        """
        {"id":"rerank-1","model":"akashchat-demo","results":[{"index":0,"relevance_score":0.97}],"usage":{"total_tokens":14}}
        """,
        ["model", "query", "documents"],
        CanStream: false);

    internal const string KeyInHand =
        """
        {"id":"4fT0aBcD12","name":"my laptop","preview":"sk-ac_4fT0aBcD12…9xQz","state":"active","works":true,"fault":null,
        "team":"chatapi-pless","tier":"permissionless","created_at":"2026-11-09T10:30:00+00:00","expires_at":"2026-11-14T10:30:00+00:00",
        "ends_soon":false,"secret_ends_at":null,"last_used_at":"2026-11-09T11:02:17+00:00","limits":{
        "parallel_requests":{"limit":10,"used":1,"left":9,"resets_at":null},
        "requests_per_minute":{"limit":60,"used":12,"left":48,"resets_at":"2026-11-09T11:03:00+00:00"},
        "tokens_per_minute":null,
        "budget_micro_usd":{"limit":5000000,"used":120345,"left":4879655,"resets_at":"2026-12-01T00:00:00+00:00"},
        "models":null,"all":[{"level":"user","measure":"requests","window":"1d","rolling":false,"model":null,"limit":1000,"used":12,"left":988,"asked":0,
        "resets_at":"2026-11-10T00:00:00+00:00","outcome":"allowed"}]}}
        """;

    internal const string Explanation =
        """
        {"route":"chat/completions","model":{"asked":"akashchat-demo","found":"akashchat-demo","by":"name","wildcard":null},"stream":false,
        "outcome":"refused","error":{"code":"gateway.request_limit","message":"This key may begin 60 requests a minute; 60 are used, none is left, and the minute ends at 2026-11-09T11:03:00Z. Send the request again after the time in Retry-After.","status":429,"param":null,"retry_after":43},
        "asked_first":null,"cached":false,
        "reservation":{"prompt_tokens":24,"max_tokens":256,"choices":1,"tokens":280,"micro_usd":null,"lowered_max_tokens":null},
        "limits":[{"level":"key","measure":"requests","window":"1m","rolling":false,"model":null,"limit":60,"used":60,"left":0,"asked":1,
        "resets_at":"2026-11-09T11:03:00+00:00","outcome":"refused"}],
        "deployments":[{"id":"akashchat-demo","rank":1,"in":true,"why":null,"back_in":null}],"fallbacks":[]}
        """;
}

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
}

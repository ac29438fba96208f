using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>Answers of models in OpenAI's format.</summary>
internal sealed record Completions(string Id, string Model, bool IsChat, int PromptTokens, int CompletionTokens)
{
    private const int Created = 1700000000;

    public JsonObject Usage => new()
    {
        ["prompt_tokens"] = PromptTokens,
        ["completion_tokens"] = CompletionTokens,
        ["total_tokens"] = PromptTokens + CompletionTokens,
    };

    public JsonObject Plain(string content) => Frame(IsChat ? "chat.completion" : "text_completion", IsChat
        ? new JsonObject { ["index"] = 0, ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = content }, ["finish_reason"] = "stop" }
        : new JsonObject { ["index"] = 0, ["text"] = content, ["finish_reason"] = "stop", ["logprobs"] = null }).With("usage", Usage);

    public JsonObject Chunk(string? content, string? finish, bool isFirst)
    {
        var delta = new JsonObject();
        if (isFirst)
        {
            delta["role"] = "assistant";
        }

        if (content is not null)
        {
            delta["content"] = content;
        }

        return Frame(IsChat ? "chat.completion.chunk" : "text_completion", IsChat
            ? new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }
            : new JsonObject { ["index"] = 0, ["text"] = content ?? "", ["finish_reason"] = finish });
    }

    public JsonObject UsageChunk()
    {
        var chunk = Frame(IsChat ? "chat.completion.chunk" : "text_completion", null);
        return chunk.With("usage", Usage);
    }

    public static JsonObject Embeddings(string model, int inputs, int tokens) => new()
    {
        ["object"] = "list",
        ["model"] = model,
        ["data"] = Json.Array(Enumerable.Range(0, inputs)
            .Select(index => new JsonObject { ["object"] = "embedding", ["index"] = index, ["embedding"] = new JsonArray(0.25 * (index + 1), 0.5, 0.75) })),
        ["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens },
    };

    private JsonObject Frame(string kind, JsonObject? choice) => new()
    {
        ["id"] = Id,
        ["object"] = kind,
        ["created"] = Created,
        ["model"] = Model,
        ["choices"] = choice is null ? [] : new JsonArray(choice),
    };
}

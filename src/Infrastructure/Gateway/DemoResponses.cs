using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AkashChat.Infrastructure.Catalog;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>The demo's answers in the form of OpenAI's Responses, whole and as events.</summary>
internal sealed class DemoResponses(string[] words, int promptTokens)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _id = $"resp_demo_{Guid.NewGuid():N}";
    private readonly string _messageId = $"msg_demo_{Guid.NewGuid():N}";
    private readonly StringBuilder _events = new();
    private int _number;

    private string Text => string.Join(' ', words);

    /// <summary>The whole answer.</summary>
    internal JsonObject Answer() => Response("completed");

    /// <summary>The answer as events, each in its line and with its number.</summary>
    internal string Events()
    {
        Add("response.created", new JsonObject { ["response"] = Response("in_progress") });
        Add("response.output_item.added", new JsonObject { ["output_index"] = 0, ["item"] = Message("in_progress") });
        Add("response.content_part.added", Place(("part", Part(string.Empty))));
        for (var index = 0; index < words.Length; index++)
        {
            Add("response.output_text.delta", Place(("delta", index == 0 ? words[index] : $" {words[index]}")));
        }

        Add("response.output_text.done", Place(("text", Text)));
        Add("response.content_part.done", Place(("part", Part(Text))));
        Add("response.output_item.done", new JsonObject { ["output_index"] = 0, ["item"] = Message("completed") });
        Add("response.completed", new JsonObject { ["response"] = Response("completed") });
        return _events.ToString();
    }

    private void Add(string type, JsonObject members)
    {
        var data = new JsonObject { ["type"] = type, ["sequence_number"] = _number++ };
        foreach (var (name, value) in members)
        {
            data[name] = value?.DeepClone();
        }

        _events.Append("event: ").Append(type).Append("\ndata: ").Append(data.ToJsonString(Plain)).Append("\n\n");
    }

    private JsonObject Response(string status)
    {
        var isDone = status == "completed";
        return new JsonObject
        {
            ["id"] = _id,
            ["object"] = "response",
            ["created_at"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
            ["status"] = status,
            ["error"] = null,
            ["incomplete_details"] = null,
            ["model"] = DemoModel.Name,
            ["output"] = isDone ? new JsonArray(Message(status)) : [],
            ["parallel_tool_calls"] = false,
            ["tool_choice"] = "none",
            ["tools"] = new JsonArray(),
            ["usage"] = !isDone ? null : new JsonObject
            {
                ["input_tokens"] = promptTokens,
                ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = 0 },
                ["output_tokens"] = words.Length,
                ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0 },
                ["total_tokens"] = promptTokens + words.Length,
            },
        };
    }

    private JsonObject Message(string status) => new()
    {
        ["id"] = _messageId,
        ["type"] = "message",
        ["status"] = status,
        ["role"] = "assistant",
        ["content"] = status == "completed" ? new JsonArray(Part(Text)) : [],
    };

    private JsonObject Place((string Name, JsonNode? Value) member) => new()
    {
        ["item_id"] = _messageId,
        ["output_index"] = 0,
        ["content_index"] = 0,
        [member.Name] = member.Value,
    };

    private static JsonObject Part(string text) => new() { ["type"] = "output_text", ["text"] = text, ["annotations"] = new JsonArray() };
}

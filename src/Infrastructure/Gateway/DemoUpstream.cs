using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AkashChat.Infrastructure.Catalog;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>A model server within this process, so that the whole way can be tried without one: it repeats what it is told.</summary>
/// <remarks>It stands where the network would: everything before and behind it is the real gateway.</remarks>
internal sealed class DemoUpstream : HttpMessageHandler
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    // Readable in a terminal: no \u0027 for an apostrophe.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var route = request.RequestUri!.AbsolutePath["/v1/".Length..];
        if (route is not ("chat/completions" or "completions" or "embeddings" or "responses"))
        {
            return Error("demo.not_offered", $"The demo model only repeats text; it cannot do {route}.", "model");
        }

        try
        {
            await using var json = await request.Content!.ReadAsStreamAsync(cancellationToken);
            return Answer(route, await JsonNode.ParseAsync(json, documentOptions: Deep, cancellationToken: cancellationToken));
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            // JsonNode reads lazily, and refuses fields that stand there twice and text that is no text.
            return Refused("messages");
        }
    }

    private static HttpResponseMessage Answer(string route, JsonNode? body)
    {
        var input = route switch
        {
            "chat/completions" => LastMessage(body!["messages"]),
            "completions" => Text(body!["prompt"]),
            "responses" => body!["input"] is JsonArray { Count: > 0 } items ? LastMessage(items) : Text(body["input"]),
            _ => null,
        };

        return route switch
        {
            "embeddings" when body!["input"] is { } inputs => Json(HttpStatusCode.OK, DemoEmbeddings.Answer(inputs, body["encoding_format"])),
            "chat/completions" or "completions" when input is not null => Complete(route, body!, input),
            "responses" when input is not null => Respond(body!, input),
            "embeddings" or "responses" => Refused("input"),
            _ => Refused(route == "completions" ? "prompt" : "messages"),
        };
    }

    private static HttpResponseMessage Complete(string route, JsonNode body, string input)
    {
        var isChat = route == "chat/completions";
        var words = WordsFor(input);
        var usage = new JsonObject
        {
            ["prompt_tokens"] = CountWords(input),
            ["completion_tokens"] = words.Length,
            ["total_tokens"] = CountWords(input) + words.Length,
        };

        return body["stream"]?.GetValueKind() == JsonValueKind.True
            ? Stream(isChat, words, usage)
            : Json(HttpStatusCode.OK, new JsonObject
            {
                ["id"] = NewId(isChat),
                ["object"] = isChat ? "chat.completion" : "text_completion",
                ["created"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
                ["model"] = DemoModel.Name,
                ["choices"] = new JsonArray(isChat
                    ? new JsonObject
                    {
                        ["index"] = 0,
                        ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = string.Join(' ', words) },
                        ["finish_reason"] = "stop",
                    }
                    : new JsonObject { ["index"] = 0, ["text"] = string.Join(' ', words), ["finish_reason"] = "stop" }),
                ["usage"] = usage,
            });
    }

    private static HttpResponseMessage Respond(JsonNode body, string input)
    {
        var answer = new DemoResponses(WordsFor(input), CountWords(input));
        return body["stream"]?.GetValueKind() == JsonValueKind.True ? EventStream(answer.Events()) : Json(HttpStatusCode.OK, answer.Answer());
    }

    private static HttpResponseMessage Stream(bool isChat, string[] words, JsonObject usage)
    {
        var id = NewId(isChat);
        var events = new StringBuilder();
        for (var index = 0; index < words.Length; index++)
        {
            var piece = index == 0 ? words[index] : $" {words[index]}";
            Append(new JsonArray(isChat
                ? new JsonObject { ["index"] = 0, ["delta"] = new JsonObject { ["role"] = "assistant", ["content"] = piece }, ["finish_reason"] = null }
                : new JsonObject { ["index"] = 0, ["text"] = piece, ["finish_reason"] = null }));
        }

        Append(new JsonArray(isChat
            ? new JsonObject { ["index"] = 0, ["delta"] = new JsonObject(), ["finish_reason"] = "stop" }
            : new JsonObject { ["index"] = 0, ["text"] = string.Empty, ["finish_reason"] = "stop" }));
        Append([], usage);
        events.Append("data: [DONE]\n\n");

        return EventStream(events.ToString());

        void Append(JsonArray choices, JsonObject? reported = null)
        {
            var chunk = new JsonObject
            {
                ["id"] = id,
                ["object"] = isChat ? "chat.completion.chunk" : "text_completion",
                ["created"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
                ["model"] = DemoModel.Name,
                ["choices"] = choices,
            };
            if (reported is not null)
            {
                chunk["usage"] = reported;
            }

            events.Append("data: ").Append(chunk.ToJsonString(Plain)).Append("\n\n");
        }
    }

    private static HttpResponseMessage EventStream(string events) => new(HttpStatusCode.OK)
    {
        Content = new StringContent(events, Encoding.UTF8, new MediaTypeHeaderValue("text/event-stream")),
    };

    private static HttpResponseMessage Refused(string field) => Error("demo.field_missing", $"The demo model needs '{field}'.", field);

    private static HttpResponseMessage Error(string code, string message, string field) => Json(HttpStatusCode.BadRequest, new JsonObject
    {
        ["error"] = new JsonObject
        {
            ["message"] = message,
            ["type"] = "invalid_request_error",
            ["param"] = field,
            ["code"] = code,
        },
    });

    private static HttpResponseMessage Json(HttpStatusCode status, JsonObject body) => new(status)
    {
        Content = new StringContent(body.ToJsonString(Plain), Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
    };

    private static string? LastMessage(JsonNode? messages) =>
        messages is JsonArray { Count: > 0 } list && list[^1] is JsonObject last ? Text(last["content"]) : null;

    /// <summary>The text of a string, or of the text parts of an array.</summary>
    private static string? Text(JsonNode? content) => content switch
    {
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        JsonArray parts => string.Join(' ', parts.Select(part => part is JsonObject typed ? Text(typed["text"]) : Text(part))),
        _ => null,
    };

    private static string[] WordsFor(string input) =>
        $"This is AkashChat's built-in demo model; it only repeats what it is told. You said: {input}".Split(' ');

    private static int CountWords(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

    private static string NewId(bool isChat) => $"{(isChat ? "chatcmpl" : "cmpl")}-demo-{Guid.NewGuid():N}";
}

using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;

namespace AkashChat.TestKit.Upstream;

/// <summary>Bodies in OpenAI's format, written as text so that spaces, order and odd numbers are part of the test.</summary>
public static class Answers
{
    /// <summary>The prompt tokens that every answer reports.</summary>
    public const int PromptTokens = 11;

    /// <summary>The completion tokens that every answer but embeddings reports.</summary>
    public const int CompletionTokens = 7;

    private const string Usage = """{"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}""";

    /// <summary>The list of models.</summary>
    public static string Models(IEnumerable<string> names)
    {
        var models = names.Select(name => $$"""{"id": {{Quote(name)}}, "object": "model", "created": 1700000000, "owned_by": "scripted"}""");
        return $$"""{"object": "list", "data": [{{string.Join(", ", models)}}]}""";
    }

    /// <summary>A plain chat completion.</summary>
    /// <param name="model">The model's name in the answer.</param>
    /// <param name="content">What the assistant says.</param>
    /// <param name="message">More members of the message, with a leading comma.</param>
    /// <param name="members">More members of the answer, with a leading comma.</param>
    public static string Chat(string model, string content, string message = "", string members = "") =>
        $$"""
        {"id": "chatcmpl-scripted", "object": "chat.completion", "created": 1700000000, "model": {{Quote(model)}}, "choices": [{"index": 0, "message": {"role": "assistant", "content": {{Quote(content)}}{{message}}}, "finish_reason": "stop", "logprobs": null}], "usage": {{Usage}}{{members}}}
        """;

    /// <summary>A plain text completion.</summary>
    public static string Completion(string model, string text) =>
        $$"""
        {"id": "cmpl-scripted", "object": "text_completion", "created": 1700000000, "model": {{Quote(model)}}, "choices": [{"index": 0, "text": {{Quote(text)}}, "finish_reason": "stop", "logprobs": null}], "usage": {{Usage}}}
        """;

    /// <summary>One event's data of a streamed chat completion.</summary>
    /// <param name="model">The model's name in the event.</param>
    /// <param name="delta">What is new, as a JSON object.</param>
    /// <param name="finish">The reason of the end; null: it goes on.</param>
    /// <param name="withUsage">Whether the caller asked for usage: then events that have none say so.</param>
    public static string ChatChunk(string model, string delta, string? finish = null, bool withUsage = false) =>
        $$"""
        {"id":"chatcmpl-scripted","object":"chat.completion.chunk","created":1700000000,"model":{{Quote(model)}},"choices":[{"index":0,"delta":{{delta}},"finish_reason":{{QuoteOrNull(finish)}}}]{{(withUsage ? ",\"usage\":null" : "")}}}
        """;

    /// <summary>One event's data of a streamed text completion.</summary>
    public static string CompletionChunk(string model, string text, string? finish = null, bool withUsage = false) =>
        $$"""
        {"id":"cmpl-scripted","object":"text_completion","created":1700000000,"model":{{Quote(model)}},"choices":[{"index":0,"text":{{Quote(text)}},"finish_reason":{{QuoteOrNull(finish)}}}]{{(withUsage ? ",\"usage\":null" : "")}}}
        """;

    /// <summary>The data of the event that reports the usage.</summary>
    public static string UsageChunk(string model, bool isChat = true) =>
        $$"""
        {"id":"{{(isChat ? "chatcmpl" : "cmpl")}}-scripted","object":"{{(isChat ? "chat.completion.chunk" : "text_completion")}}","created":1700000000,"model":{{Quote(model)}},"choices":[],"usage":{{Usage}}}
        """;

    /// <summary>Embeddings: value <c>j</c> of input <c>i</c> is <c>(i + 1) / (j + 2)</c>.</summary>
    /// <param name="model">The model's name in the answer.</param>
    /// <param name="inputs">How many inputs there were.</param>
    /// <param name="dimensions">How many values each gets.</param>
    /// <param name="asBase64">Whether to write them as little-endian floats in base64.</param>
    public static string Embeddings(string model, int inputs, int dimensions, bool asBase64)
    {
        var items = Enumerable.Range(0, inputs).Select(input =>
            $$"""{"object": "embedding", "embedding": {{Vector(EmbeddingOf(input, dimensions), asBase64)}}, "index": {{input}} }""");
        return $$"""
            {"object": "list", "usage": {"prompt_tokens": 11, "total_tokens": 11}, "data": [{{string.Join(", ", items)}}], "model": {{Quote(model)}}}
            """;
    }

    /// <summary>The values that <see cref="Embeddings"/> gives to an input.</summary>
    public static float[] EmbeddingOf(int input, int dimensions) => [.. Enumerable.Range(0, dimensions).Select(place => (input + 1f) / (place + 2f))];

    /// <summary>OpenAI's envelope of an error.</summary>
    public static string Error(string code, string message, string type = "server_error", string? param = null) =>
        $$"""{"error": {"message": {{Quote(message)}}, "type": {{Quote(type)}}, "param": {{QuoteOrNull(param)}}, "code": {{Quote(code)}} } }""";

    /// <summary>Text as a JSON string, characters beyond ASCII as they are.</summary>
    public static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static string QuoteOrNull(string? text) => text is null ? "null" : Quote(text);

    private static string Vector(float[] values, bool asBase64)
    {
        if (!asBase64)
        {
            return $"[{string.Join(", ", values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}]";
        }

        var bytes = new byte[values.Length * sizeof(float)];
        for (var place = 0; place < values.Length; place++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(place * sizeof(float)), values[place]);
        }

        return Quote(Convert.ToBase64String(bytes));
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AkashChat.TestKit.Upstream;

/// <summary>What the scripted upstream can do.</summary>
public static class Scripts
{
    /// <summary>The answer that was asked for: plain, streamed or embeddings.</summary>
    public static Script AsAsked() => exchange =>
        RouteScripts.For(exchange.Request) is { } script ? script(exchange) : exchange.Request.WantsStream ? Streamed()(exchange) : Plain()(exchange);

    /// <summary>A plain answer of the route that is asked.</summary>
    public static Script Plain(string content = "Hello from the scripted server.") => exchange => exchange.Request switch
    {
        { Path: "/v1/embeddings" } => Embeddings()(exchange),
        { Path: "/v1/completions" } request => exchange.AnswerAsync(200, Answers.Completion(request.Model ?? "scripted", content)),
        var request => exchange.AnswerAsync(200, Answers.Chat(request.Model ?? "scripted", content)),
    };

    /// <summary>A stream.</summary>
    /// <param name="chunks">How many events carry text.</param>
    /// <param name="gate">Asked before every event but the first.</param>
    public static Script Streamed(int chunks = 3, Gate? gate = null) => Streamed(new StreamScript { Chunks = chunks, Gate = gate });

    /// <summary>A stream.</summary>
    public static Script Streamed(StreamScript stream) => stream.RunAsync;

    /// <summary>A stream that ends without <c>[DONE]</c>, the connection in good order.</summary>
    public static Script StreamedWithoutDone(int chunks = 3) => Streamed(new StreamScript { Chunks = chunks, Done = false });

    /// <summary>A stream whose connection breaks within an event.</summary>
    public static Script CutStream(int afterEvents = 2) => Streamed(new StreamScript { Chunks = afterEvents + 1, CutAfter = afterEvents });

    /// <summary>A stream in which an error takes an event's place; it then ends in good order, without <c>[DONE]</c>.</summary>
    public static Script ErrorInStream(int afterEvents = 2) => Streamed(new StreamScript { Chunks = afterEvents + 1, ErrorAfter = afterEvents });

    /// <summary>Nothing at all until the gate lets pass, then the other script.</summary>
    public static Script Slow(Gate gate, Script? then = null) => async exchange =>
    {
        await exchange.PassAsync(gate);
        await (then ?? AsAsked())(exchange);
    };

    /// <summary>Nothing at all for a while of real time, then the other script.</summary>
    public static Script After(TimeSpan wait, Script? then = null) => async exchange =>
    {
        await Task.Delay(wait, exchange.Ended);
        await (then ?? AsAsked())(exchange);
    };

    /// <summary>No answer, ever: until the client leaves or the upstream is taken down.</summary>
    public static Script Hang() => exchange => Task.Delay(Timeout.Infinite, exchange.Ended);

    /// <summary>The head of a stream, then silence.</summary>
    public static Script HangAfterHead() => async exchange =>
    {
        await exchange.BeginAsync(200, "text/event-stream");
        await Hang()(exchange);
    };

    /// <summary>429 with <c>Retry-After</c>.</summary>
    public static Script RateLimited(int retryAfterSeconds = 7) => exchange =>
    {
        exchange.Header("Retry-After", retryAfterSeconds.ToString(CultureInfo.InvariantCulture));
        return exchange.AnswerAsync(429, Answers.Error("rate_limit_exceeded", "Scripted: too many requests for org-secret-name.", "requests"));
    };

    /// <summary>Any status with an error in OpenAI's envelope.</summary>
    public static Script Failure(int status, string code = "scripted_failure", string? param = null) => exchange =>
        exchange.AnswerAsync(status, Answers.Error(code, $"Scripted: status {status}.", status < 500 ? "invalid_request_error" : "server_error", param));

    /// <summary>500.</summary>
    public static Script ServerError() => Failure(500);

    /// <summary>401: the gateway's own key is refused. The message carries what must not reach a caller.</summary>
    public static Script Unauthorized() => exchange =>
        exchange.AnswerAsync(401, Answers.Error("invalid_api_key", "Incorrect API key provided: sk-upst****cret.", "invalid_request_error"));

    /// <summary>400 that is the caller's own affair.</summary>
    public static Script BadRequest(string param = "temperature") => Failure(400, "invalid_value", param);

    /// <summary>An error behind a 200.</summary>
    public static Script ErrorInside200() => Failure(200, "scripted_failure");

    /// <summary>A plain answer whose length is true, but whose JSON is cut.</summary>
    public static Script HalfJson() => exchange =>
    {
        var whole = Encoding.UTF8.GetBytes(Answers.Chat(exchange.Request.Model ?? "scripted", "This will be cut."));
        return exchange.AnswerAsync(200, "application/json", whole[..(whole.Length / 2)]);
    };

    /// <summary>A plain answer that announces more than it sends, then breaks off.</summary>
    public static Script ShortBody() => async exchange =>
    {
        var whole = Encoding.UTF8.GetBytes(Answers.Chat(exchange.Request.Model ?? "scripted", "This will be cut."));
        await exchange.BeginAsync(200, "application/json", whole.Length);
        await exchange.SendAsync(whole.AsMemory(0, whole.Length / 2));
        exchange.BreakOff();
    };

    /// <summary>The connection is closed before a byte of an answer.</summary>
    public static Script NoAnswer() => exchange =>
    {
        exchange.BreakOff();
        return Task.CompletedTask;
    };

    /// <summary>Any bytes.</summary>
    public static Script Raw(byte[] body, int status = 200, string contentType = "application/json") => exchange =>
        exchange.AnswerAsync(status, contentType, body);

    /// <summary>Any pieces of a stream, at least one, each sent on its own.</summary>
    public static Script RawStream(params byte[][] pieces) => async exchange =>
    {
        await exchange.BeginAsync(200, "text/event-stream");
        foreach (var piece in pieces[..^1])
        {
            await exchange.SendAsync(piece);
        }

        await exchange.SendLastAsync(pieces[^1]);
    };

    /// <summary>A plain answer of about so many bytes.</summary>
    public static Script Huge(int bytes) => Plain(new string('x', bytes));

    /// <summary>A plain answer of so many bytes without an announced length.</summary>
    public static Script HugeChunked(long bytes) => async exchange =>
    {
        var piece = Encoding.ASCII.GetBytes(new string('x', 64 * 1024));
        await exchange.BeginAsync(200, "application/json");
        await exchange.SendAsync("{\"object\": \"chat.completion\", \"padding\": \"");
        for (var rest = bytes; rest > 0; rest -= piece.Length)
        {
            await exchange.SendAsync(piece.AsMemory(0, (int)Math.Min(rest, piece.Length)));
        }

        await exchange.SendLastAsync("\"}");
    };

    /// <summary>Embeddings of the inputs, in the encoding and with the dimensions that are asked (else 4).</summary>
    public static Script Embeddings() => exchange =>
    {
        var request = exchange.Request;
        var inputs = request.Field("input") is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() is var count and > 0
            && array[0].ValueKind != JsonValueKind.Number ? count : 1;
        var dimensions = request.Field("dimensions") is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : 4;
        var asBase64 = request.Field("encoding_format") is { ValueKind: JsonValueKind.String } format && format.ValueEquals("base64");
        return exchange.AnswerAsync(200, Answers.Embeddings(request.Model ?? "scripted", inputs, dimensions, asBase64));
    };

    /// <summary>Fields nobody knows, reasoning, characters of two to four bytes, numbers that a parser would write differently.</summary>
    public static Script Unusual() => exchange => exchange.Request.WantsStream
        ? Streamed(new StreamScript { Text = _ => UnusualText, DeltaMembers = UnusualMembers, Comments = true })(exchange)
        : exchange.AnswerAsync(200, Answers.Chat(exchange.Request.Model ?? "scripted", UnusualText, UnusualMembers, UnusualMembers));

    /// <summary>A tool call whose arguments have so many bytes.</summary>
    public static Script ToolCall(int argumentBytes) => exchange =>
    {
        var model = exchange.Request.Model ?? "scripted";
        var arguments = Answers.Quote($"{{\"text\": \"{new string('y', argumentBytes)}\"}}");
        var call = $$$"""{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"save","arguments":{{{arguments}}}}}]}""";
        return exchange.Request.WantsStream
            ? RawStream(
                Encoding.UTF8.GetBytes($"data: {Answers.ChatChunk(model, call)}\n\n"),
                Encoding.UTF8.GetBytes($"data: {Answers.ChatChunk(model, "{}", "tool_calls")}\n\ndata: [DONE]\n\n"))(exchange)
            : exchange.AnswerAsync(200, $$"""{"id":"chatcmpl-scripted","object":"chat.completion","created":1700000000,"model":{{Answers.Quote(model)}},"choices":[{"index":0,"message":{{call}},"finish_reason":"tool_calls"}]}""");
    };

    private const string UnusualText = "Grüße, 世界 – 👩‍🚀 \u2028 done";

    private const string UnusualMembers =
        """, "reasoning_content" : "pensée…", "x_unknown":{"n":1.50,"e":1E+2,"z":-0,"big":123456789012345678901234567890,"s":"\u00e9\/"}""";
}

using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Infrastructure.Gateway.Rehearsal;

/// <summary>How a scripted server answers one request.</summary>
internal sealed class ScriptedAnswer(HttpContext context, Visit visit, TimeProvider clock, byte[] request)
{
    /// <summary>What a server over its limit asks for.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(20);

    /// <summary>Until the first event of a stream.</summary>
    public static readonly TimeSpan FirstToken = TimeSpan.FromMilliseconds(300);

    /// <summary>Until the end of any answer.</summary>
    public static readonly TimeSpan Whole = TimeSpan.FromMilliseconds(800);

    private static readonly TimeSpan Refusal = TimeSpan.FromMilliseconds(50);

    private const string Usage = """{"prompt_tokens":5,"completion_tokens":3,"total_tokens":8}""";

    private bool IsStreamed => request.AsSpan().IndexOf("\"stream\":true"u8) >= 0;

    private CancellationToken CallerLeft => context.RequestAborted;

    /// <summary>Answers, or not.</summary>
    public Task RunAsync() => visit.Fault switch
    {
        Fault.Slow => SlowAsync(),
        Fault.Hang => WaitAsync(Timeout.InfiniteTimeSpan),
        Fault.RateLimit => FailAsync(429, "rate_limit_exceeded"),
        Fault.ServerError => FailAsync(500, "scripted_failure"),
        Fault.ErrorInside200 => FailAsync(200, "scripted_failure"),
        Fault.PromptTooLong => FailAsync(400, "context_length_exceeded"),
        Fault.ContentPolicy => FailAsync(400, "content_policy_violation"),
        Fault.Cut => IsStreamed ? CutStreamAsync() : CutPlainAsync(),
        _ => IsStreamed ? StreamAsync() : PlainAsync(),
    };

    private async Task SlowAsync()
    {
        await WaitAsync(visit.TooLong);
        await (IsStreamed ? StreamAsync() : PlainAsync());
    }

    private async Task PlainAsync()
    {
        await WaitAsync(Whole);
        Begin(200, "application/json");
        await SendAsync(PlainBody());
    }

    private async Task StreamAsync()
    {
        await WaitAsync(FirstToken);
        Begin(200, "text/event-stream");
        await SendAsync(Event("One"));
        await WaitAsync(Whole - FirstToken);
        await SendAsync(Event(" two") + Event(" three") + $"data: {{\"object\":\"chat.completion.chunk\",\"choices\":[],\"usage\":{Usage}}}\n\ndata: [DONE]\n\n");
    }

    private async Task CutStreamAsync()
    {
        await WaitAsync(FirstToken);
        Begin(200, "text/event-stream");
        await SendAsync(Event("One") + Event(" two"));
        await WaitAsync(Refusal);
        context.Abort();
    }

    private async Task CutPlainAsync()
    {
        var whole = PlainBody();
        await WaitAsync(FirstToken);
        Begin(200, "application/json");
        context.Response.ContentLength = whole.Length;
        await SendAsync(whole[..(whole.Length / 2)]);
        await WaitAsync(Refusal);
        context.Abort();
    }

    private async Task FailAsync(int status, string code)
    {
        await WaitAsync(Refusal);
        var error = $$$"""{"error":{"message":"Scripted.","type":"{{{(status is 400 or 429 ? code : "server_error")}}}","code":"{{{code}}}"}}""";
        var asEvent = status == 200 && IsStreamed;
        Begin(status, asEvent ? "text/event-stream" : "application/json");
        if (status == 429)
        {
            context.Response.Headers.RetryAfter = RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        }

        await SendAsync(asEvent ? $"data: {error}\n\n" : error);
    }

    private Task WaitAsync(TimeSpan time) => visit.ParkAsync(time, clock, CallerLeft);

    private void Begin(int status, string contentType)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        visit.SendHead();
    }

    private async Task SendAsync(string text)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), CallerLeft);
        await context.Response.Body.FlushAsync(CallerLeft);
    }

    private string PlainBody() => context.Request.Path.Value!.EndsWith("/embeddings", StringComparison.Ordinal)
        ? """{"object":"list","model":"scripted","data":[{"object":"embedding","index":0,"embedding":[0.5,-0.5]}],"usage":{"prompt_tokens":5,"total_tokens":5}}"""
        : $$"""{"id":"chatcmpl-rehearsal","object":"chat.completion","created":1767225600,"model":"scripted","choices":[{"index":0,"message":{"role":"assistant","content":"One two three"},"finish_reason":"stop"}],"usage":{{Usage}}}""";

    private static string Event(string text) =>
        $$$"""data: {"id":"chatcmpl-rehearsal","object":"chat.completion.chunk","created":1767225600,"model":"scripted","choices":[{"index":0,"delta":{"content":"{{{text}}}"},"finish_reason":null}]}{{{"\n\n"}}}""";
}

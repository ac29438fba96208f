using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>What the proxy says to one request.</summary>
internal sealed class Answer
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The status.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The body, when it is JSON.</summary>
    public JsonNode? Json { get; init; }

    /// <summary>The body, when it is something else.</summary>
    public string? Text { get; init; }

    /// <summary>The content type of <see cref="Text"/>.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Writes the answer itself, when it is a stream.</summary>
    public ModelStream? Stream { get; init; }

    /// <summary>Done before the answer is written.</summary>
    public Func<CancellationToken, Task>? OnReady { get; init; }

    /// <summary>Done when the answer is written or given up.</summary>
    public Action? OnEnd { get; init; }

    /// <summary>More headers.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    /// <summary>An answer in JSON.</summary>
    public static Answer Of(JsonNode? json, int status = 200) => new() { Json = json, Status = status };

    /// <summary>An answer that is something else.</summary>
    public static Answer Plain(string text, string contentType, int status = 200) => new() { Text = text, ContentType = contentType, Status = status };

    /// <summary>The body's bytes.</summary>
    public byte[] Bytes() => Encoding.UTF8.GetBytes(Text ?? Json?.ToJsonString(Relaxed) ?? "null");

    /// <summary>Writes it.</summary>
    public async Task WriteAsync(HttpContext context, CancellationToken ended)
    {
        foreach (var (name, value) in Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (Stream is not null)
        {
            await Stream.RunAsync(context, ended);
            return;
        }

        var bytes = Bytes();
        context.Response.StatusCode = Status;
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, ended);
    }
}

/// <summary>The end of a request's way through the proxy, with what it says.</summary>
internal sealed class Refusal(Answer answer) : Exception
{
    /// <summary>What it says.</summary>
    public Answer Answer { get; } = answer;
}

using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>Streams an answer, event by event.</summary>
internal sealed class ModelStream(Completions completions, ModelScript script, bool withUsage, Action settle)
{
    /// <summary>Whether a client that leaves now leaves nothing behind.</summary>
    public bool IsOver { get; private set; }

    public async Task RunAsync(HttpContext context, CancellationToken ended)
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        for (var number = 0; number < script.Chunks; number++)
        {
            await PassAsync(number, ended);
            if (number == script.CutAfter)
            {
                IsOver = true;
                context.Abort();
                return;
            }

            if (number == script.ErrorAfter)
            {
                IsOver = true;
                var error = Envelopes.Members(500, "internal_server_error", "litellm.InternalServerError: the model broke off", null);
                await SendAsync(context, new JsonObject { ["error"] = error }.ToJsonString(), ended);
                return;
            }

            await SendAsync(context, completions.Chunk(script.Text(number), null, number == 0).ToJsonString(), ended);
        }

        await PassAsync(script.Chunks, ended);
        await SendAsync(context, completions.Chunk(null, "stop", false).ToJsonString(), ended);
        if (withUsage)
        {
            await SendAsync(context, completions.UsageChunk().ToJsonString(), ended);
        }

        // Booked before the last bytes: a client that has them all may look at once.
        settle();
        IsOver = true;
        await SendAsync(context, "[DONE]", ended);
    }

    private Task PassAsync(int number, CancellationToken ended) =>
        number > 0 && script.Gate is { } gate ? gate.PassAsync(ended) : Task.CompletedTask;

    private static async Task SendAsync(HttpContext context, string data, CancellationToken ended)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"data: {data}\n\n"), ended);
        await context.Response.Body.FlushAsync(ended);
    }
}

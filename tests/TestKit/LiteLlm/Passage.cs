using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>One request from its arrival to the last byte of its answer.</summary>
internal sealed class Passage(HttpContext context, Call call, Route route, Reception reception, CancellationToken ended, CancellationToken down)
{
    private volatile bool _isWriting;

    public async Task RunAsync()
    {
        context.Response.Headers["x-litellm-call-id"] = call.Id;
        context.Response.Headers["x-litellm-version"] = call.State.Version;
        if (await MeetAsync(Moment.Before, null) is not { } before)
        {
            return;
        }

        if (before.Answer is { } instead)
        {
            await instead.WriteAsync(context, ended);
            return;
        }

        var answer = Apply();
        try
        {
            if (await MeetAsync(Moment.After, answer) is { } after)
            {
                await SendAsync(after.Answer ?? answer);
            }
        }
        finally
        {
            answer.OnEnd?.Invoke();
        }
    }

    private async Task SendAsync(Answer answer)
    {
        await using var left = context.RequestAborted.Register(() => NoteLeft(answer));
        if (answer.OnReady is not null)
        {
            await answer.OnReady(ended);
        }

        _isWriting = true;
        await answer.WriteAsync(context, ended);
    }

    private void NoteLeft(Answer answer)
    {
        var isOver = answer.Stream?.IsOver ?? _isWriting;
        if (isOver || !route.IsModelCall || down.IsCancellationRequested)
        {
            return;
        }

        reception.AbortedCalls.Add(1);
        if (answer.Stream is not null)
        {
            reception.AbortedStreams.Add(1);
        }
    }

    private Answer Apply()
    {
        lock (call.State.Lock)
        {
            try
            {
                if (!route.IsPublic)
                {
                    call.Caller = KeyCheck.Authenticate(call);
                }

                return route.Answer(call);
            }
            catch (Refusal refusal)
            {
                if (route.IsModelCall && call.Caller != Caller.Nobody && refusal.Answer.Json?["error"] is JsonObject error)
                {
                    Booking.Failure(call, "acompletion", DataPlane.Model(call) ?? "", error);
                }

                return refusal.Answer;
            }
        }
    }

    // Null: the connection is closed, there is nothing more to do.
    private async Task<Met?> MeetAsync(Moment moment, Answer? answer)
    {
        if (!await reception.ReachAsync(call.Request, moment, down))
        {
            context.Abort();
            return null;
        }

        if (reception.TakeFault(call.Request, moment) is not { } fault)
        {
            return new Met(null);
        }

        switch (fault.Kind)
        {
            case FaultKind.Abort:
                context.Abort();
                return null;
            case FaultKind.Hang:
                await fault.Gate.PassAsync(ended);
                context.Abort();
                return null;
            case FaultKind.Slow:
                await fault.Gate.PassAsync(ended);
                return new Met(null);
            case FaultKind.HalfAnswer:
                await SendHalfAsync(answer ?? Answer.Of(new JsonObject { ["never"] = "applied" }));
                return null;
            case FaultKind.UnknownFields:
                FaultAnswers.AddUnknownFields(answer?.Json);
                return new Met(null);
            default:
                return new Met(FaultAnswers.Of(fault.Kind));
        }
    }

    private async Task SendHalfAsync(Answer answer)
    {
        var bytes = answer.Bytes();
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), ended);
        await context.Response.Body.FlushAsync(ended);
        context.Abort();
    }

    /// <summary>What a moment did to the answer; null: nothing.</summary>
    private readonly record struct Met(Answer? Answer);
}

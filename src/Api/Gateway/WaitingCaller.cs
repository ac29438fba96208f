using System.Globalization;
using System.Text;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.Forwarding;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Gateway;

/// <summary>Lets a call wait for its limits, if its caller asks for that. Callers of streams are told their place in comments, which clients pass over.</summary>
internal sealed class WaitingCaller(RequestAdmitter admitter, WaitingLine line)
{
    /// <summary>Decides about a call, and waits if it is refused and its caller would rather wait.</summary>
    /// <param name="context">The call.</param>
    /// <param name="key">Whose it is.</param>
    /// <param name="needs">What it may use.</param>
    internal ValueTask<AdmissionDecision> AdmitAsync(HttpContext context, KeySnapshot key, CallNeeds needs) =>
        WaitPreference.Of(context.Request.Headers) is { } wait ? AskOrWaitAsync(context, key, needs, wait) : AskAsync(context, key, needs);

    private async ValueTask<AdmissionDecision> AskOrWaitAsync(HttpContext context, KeySnapshot key, CallNeeds needs, TimeSpan wait)
    {
        var decision = await AskAsync(context, key, needs);
        return decision.Refusal is null ? decision : await WaitAsync(context, key, needs, decision, wait);
    }

    private async ValueTask<AdmissionDecision> WaitAsync(HttpContext context, KeySnapshot key, CallNeeds needs, AdmissionDecision refused, TimeSpan wait)
    {
        context.Response.Headers["Preference-Applied"] = "wait";
        var cost = CallNeeds.Of(needs, needs.Table.Find(needs.Fields.Model)).Tokens;
        return await line.WaitAsync(
            refused,
            new QueuedRequest(key.UserId, cost, needs.Body.Length, wait, () => AskAsync(context, key, needs))
            {
                PlaceChanged = needs.Fields.Stream && needs.Route.CanStream ? place => TellAsync(context, place) : null,
            },
            context.RequestAborted);
    }

    private ValueTask<AdmissionDecision> AskAsync(HttpContext context, KeySnapshot key, CallNeeds needs) =>
        admitter.AdmitAsync(key, needs.Table, needs.Fields.Model, CallNeeds.Of, CallNeeds.EstimateOf, needs, context.RequestAborted);

    private static async ValueTask TellAsync(HttpContext context, int place)
    {
        var response = context.Response;
        if (!response.HasStarted)
        {
            response.ContentType = "text/event-stream";
            response.Headers.CacheControl = "no-store";
            response.Headers["X-Accel-Buffering"] = "no";
        }

        var flushed = await response.BodyWriter.WriteAsync(
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $": waiting, place {place}\n\n")), context.RequestAborted);
        if (flushed.IsCompleted)
        {
            throw new OperationCanceledException(context.RequestAborted);
        }
    }
}

using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Passes a plain answer on, byte for byte, once it is whole.</summary>
/// <remarks>It is read to its end first: a half answer, or an error behind a 200, can then still become an honest error.</remarks>
internal sealed class PlainRelay(Deployment deployment, CallMeter meter, ICallerAnswer answer, GatewayOptions options)
{
    // Whoever takes a large answer slowly keeps its place meanwhile; so little passes at once.
    private const int TailBytes = 16 * 1024;

    /// <summary>Passes the answer on.</summary>
    /// <param name="response">The server's answer, its head read.</param>
    /// <param name="stop">The deadline has passed or the caller has left.</param>
    /// <param name="callerLeft">The caller has left.</param>
    /// <returns>An error if the answer cannot be passed on; null: it is out.</returns>
    public async Task<Error?> RunAsync(UpstreamAnswer response, CancellationToken stop, CancellationToken callerLeft)
    {
        using var body = await PooledBytes.ReadToEndAsync(response.ReadAsync, response.ContentLength, options.MaxAnswerBytes, stop);
        if (body is null)
        {
            return GatewayErrors.UpstreamTooLarge;
        }

        var status = response.Status;
        var facts = UsageReader.Read(body.Written.Span);
        var isError = status >= 300;
        if (!facts.IsObject)
        {
            return !isError ? GatewayErrors.UpstreamIncomplete
                : status == 413 ? CommonErrors.BodyTooLarge
                : GatewayErrors.UpstreamRejected;
        }

        if (facts.HasError && !isError)
        {
            return GatewayErrors.UpstreamFailed;
        }

        meter.Observe(facts.Usage);
        if (!isError)
        {
            meter.DeliverPlain(body.Length);
        }

        meter.FirstByte();
        answer.Begin(new AnswerHead(status, response.ContentType ?? "application/json", body.Length, new AnswerWay { DeploymentId = deployment.Id }));
        var tail = Math.Max(0, body.Length - TailBytes);
        if (tail > 0)
        {
            await answer.WriteAsync(body.Written[..tail], callerLeft);
        }

        meter.Settle();
        await answer.WriteAsync(body.Written[tail..], callerLeft);
        meter.End(isError ? UsageOutcome.Failed : UsageOutcome.Completed, status);
        return null;
    }
}

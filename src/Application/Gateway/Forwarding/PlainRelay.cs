using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Passes a plain answer on, byte for byte, once it is whole.</summary>
/// <remarks>It is read to its end first: a half answer, or an error behind a 200, can then still be made good elsewhere.</remarks>
internal sealed class PlainRelay(UpstreamAnswer upstream, CallMeter meter, GatewayOptions options) : IDisposable
{
    // Whoever takes a large answer slowly keeps its place meanwhile; so little passes at once.
    private const int TailBytes = 16 * 1024;

    private PooledBytes? _body;
    private AnswerFacts _facts;

    /// <summary>Why the server refuses the request, if it does; another model might take it.</summary>
    public FailureKind? Refusal { get; private set; }

    /// <summary>The tokens that the server says it wrote; null: it does not say.</summary>
    public long? CompletionTokens => _facts.Usage?.CompletionTokens;

    /// <summary>Reads the answer.</summary>
    /// <returns>What went wrong; null: the answer can be delivered, be it good or a refusal that is the caller's affair.</returns>
    /// <exception cref="IOException">It broke off.</exception>
    public async ValueTask<AttemptFailure?> OpenAsync(CancellationToken stop)
    {
        _body = await PooledBytes.ReadToEndAsync(upstream, options.MaxAnswerBytes, stop);
        if (_body is null)
        {
            // Whoever answers so much does it everywhere.
            return new AttemptFailure(FailureKind.BadRequest, GatewayErrors.UpstreamTooLarge);
        }

        await LongWork.LeaveSocketThreadAsync(_body.Length);
        _facts = UsageReader.Read(_body.Written.Span);
        if (!upstream.IsSuccess)
        {
            Refusal = _facts.IsObject ? UpstreamErrorReader.OfRefusal(_body.Written.Span) : FailureKind.BadRequest;
            return Refusal == FailureKind.RateLimit ? UpstreamStatus.ToFailure(429, upstream.RetryAfter) : null;
        }

        return !_facts.IsObject ? new AttemptFailure(FailureKind.BadGateway, GatewayErrors.UpstreamIncomplete)
            : _facts.HasError ? UpstreamErrorReader.BehindSuccess(_body.Written.Span)
            : null;
    }

    /// <summary>Sends the answer to the caller.</summary>
    /// <returns>An error to answer with instead; null: it is out.</returns>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    public async Task<Error?> DeliverAsync(ICallerAnswer answer, AnswerWay way, CancellationToken callerLeft)
    {
        var body = _body!;
        if (!_facts.IsObject)
        {
            // A page of some proxy; whatever it says is not for our callers.
            return upstream.Status == 413 ? CommonErrors.BodyTooLarge : GatewayErrors.UpstreamRejected;
        }

        meter.Observe(_facts.Usage);
        if (upstream.IsSuccess)
        {
            meter.DeliverPlain(body.Length);
        }

        meter.FirstByte();
        answer.Begin(new AnswerHead(upstream.Status, upstream.ContentType ?? "application/json", body.Length, way));
        var tail = Math.Max(0, body.Length - TailBytes);
        if (tail > 0)
        {
            await answer.WriteAsync(body.Written[..tail], callerLeft);
        }

        meter.Settle();
        await answer.WriteAsync(body.Written[tail..], callerLeft);
        meter.End(upstream.IsSuccess ? UsageOutcome.Completed : UsageOutcome.Failed, upstream.Status);
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _body?.Dispose();
}

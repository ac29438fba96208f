using AkashChat.Domain.Catalog;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Watches one call, settles what it used, and makes its usage record.</summary>
/// <remarks>
/// What the model server reports holds. If content went out and no report came, because the caller hung up first, the stream
/// broke off or the server never reports, an estimate takes its place; else hanging up would pass every limit. It is a token
/// for each event with content, or for every four bytes of a plain answer, and <see cref="PromptEstimate.Likely"/> for the prompt;
/// who leaves before anything came pays for the prompt alone, which a server has read by then. It counts in the minute's tokens,
/// the budget and the record's cost. The record's tokens stay null: the server did not say.
/// </remarks>
internal sealed class CallMeter(GatewayCall call, Deployment? deployment, TimeProvider clock) : SendingWatch
{
    // nginx's number for a caller who closed the connection; no answer carries it.
    private const int CallerLeft = 499;

    // The usual rule of thumb for English text.
    private const int BytesPerToken = 4;

    private TokenUsage? _tokens;

    // The estimate of what was written; null: nothing is to be paid for.
    private long? _delivered;
    private long? _settled;
    private long? _firstByteAt;
    private int _status = CallerLeft;
    private UsageOutcome _outcome = UsageOutcome.Aborted;

    /// <summary>Whether the server got the request, or a part of it, and has not refused it or failed since.</summary>
    public bool WasSent { get; private set; }

    /// <summary>The meter of the attempt before; null: there was none.</summary>
    public CallMeter? Before { get; set; }

    /// <inheritdoc/>
    public override void Sending() => WasSent = true;

    /// <inheritdoc/>
    public override void Ended() => WasSent = false;

    /// <summary>Notes the tokens that an answer or an event reports; the last report counts.</summary>
    public void Observe(TokenUsage? tokens) => _tokens = tokens ?? _tokens;

    /// <summary>Notes that an event with content goes to the caller.</summary>
    public void DeliverEvent() => Deliver(1);

    /// <summary>Notes that a plain answer goes to the caller.</summary>
    /// <param name="bytes">Its length. Embeddings are long, but nothing is written.</param>
    public void DeliverPlain(int bytes) => Deliver(call.Route.WritesText ? bytes / BytesPerToken : 0);

    /// <summary>Notes that the prompt is to be paid for, although nothing came of it, if a server got it and the call is not settled yet.</summary>
    public void ChargePrompt()
    {
        if (WasSent && _settled is null)
        {
            Deliver(0);
        }
    }

    /// <summary>Notes that the first byte goes to the caller.</summary>
    public void FirstByte() => _firstByteAt ??= clock.GetTimestamp();

    /// <summary>Whether the answer has begun to go out.</summary>
    public bool HasBegun => _firstByteAt is not null;

    /// <summary>Whether the caller left before the end, as far as is known.</summary>
    public bool IsLeft => _outcome == UsageOutcome.Aborted;

    /// <summary>Notes how it ended. A call that ends without an end was left by its caller.</summary>
    public void End(UsageOutcome outcome, int status) => (_outcome, _status) = (outcome, status);

    /// <summary>Gives the call's place back and counts what it used. Called before the last bytes go out: a caller may ask again as soon as it has them.</summary>
    public void Settle()
    {
        _settled ??= Tokens;
        call.Decision.Settle(_settled.Value, CostMicroUsd);
    }

    /// <summary>The tokens it used, as reported or else estimated.</summary>
    public long Tokens => Used is { } used ? used.PromptTokens + used.CompletionTokens : 0;

    /// <summary>Makes the record.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="startedAt">When the request came in.</param>
    /// <param name="deploymentId">The deployment of the last attempt; null: there was none.</param>
    /// <param name="attempts">How many attempts were made.</param>
    /// <param name="servedModel">The model that stood in; null: the one that was asked for.</param>
    public UsageRecord ToRecord(Guid id, DateTimeOffset startedAt, string? deploymentId, int attempts, string? servedModel)
    {
        var elapsed = clock.GetElapsedTime(call.StartedAt);
        return new UsageRecord
        {
            Id = id,
            KeyId = call.Key.Id,
            UserId = call.Key.UserId,
            TeamId = call.Key.TeamId,
            StartedAt = startedAt,
            Route = call.Route.Path,
            Model = call.Model,
            AskedModel = call.AskedModel,
            DeploymentId = deployment?.Id ?? deploymentId ?? string.Empty,
            ServedModel = servedModel,
            Attempts = attempts,
            Streamed = call.WantsStream,
            Status = _status,
            Outcome = _outcome,
            PromptTokens = _tokens?.PromptTokens,
            CompletionTokens = _tokens?.CompletionTokens,
            CountedTokens = _settled ?? Tokens,
            CostMicroUsd = CostMicroUsd,
            LatencyMicroseconds = Microseconds(elapsed),
            FirstByteMicroseconds = _firstByteAt is { } at ? Microseconds(clock.GetElapsedTime(call.StartedAt, at)) : null,
        };
    }

    /// <summary>What was reported, else the estimate; null: nothing was delivered.</summary>
    private TokenUsage? Used =>
        _tokens ?? (_delivered is { } delivered ? new TokenUsage(PromptEstimate.Likely(call.Route, call.Body.Span, call.Fields), delivered) : null);

    private long? CostMicroUsd =>
        Used is { } used && deployment?.Price is { } price ? price.CostMicroUsd(used.PromptTokens, used.CompletionTokens) : null;

    private void Deliver(long tokens) => _delivered = (_delivered ?? 0) + tokens;

    private static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}

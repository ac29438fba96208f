using AkashChat.Domain.Catalog;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Watches one call, settles what it used, and makes its usage record.</summary>
/// <remarks>
/// What the model server reports holds. If content went out and no report came, because the caller hung up first, the stream
/// broke off or the server never reports, an estimate takes its place; else hanging up would pass every limit. It is a token
/// for each event with content, or for every four bytes of a plain answer, and one for every four bytes of the request. It
/// counts in the minute's tokens, the budget and the record's cost. The record's tokens stay null: the server did not say.
/// </remarks>
internal sealed class CallMeter(GatewayCall call, Deployment? deployment, TimeProvider clock)
{
    // nginx's number for a caller who closed the connection; no answer carries it.
    private const int CallerLeft = 499;

    // The usual rule of thumb for English text.
    private const int BytesPerToken = 4;

    private TokenUsage? _tokens;

    // The estimate of what was written; null: no content went out.
    private long? _delivered;
    private long? _firstByteAt;
    private int _status = CallerLeft;
    private UsageOutcome _outcome = UsageOutcome.Aborted;

    /// <summary>Notes the tokens that an answer or an event reports; the last report counts.</summary>
    public void Observe(TokenUsage? tokens) => _tokens = tokens ?? _tokens;

    /// <summary>Notes that an event with content goes to the caller.</summary>
    public void DeliverEvent() => Deliver(1);

    /// <summary>Notes that a plain answer goes to the caller.</summary>
    /// <param name="bytes">Its length. Embeddings are long, but nothing is written.</param>
    public void DeliverPlain(int bytes) => Deliver(call.Route.WritesText ? bytes / BytesPerToken : 0);

    /// <summary>Notes that the first byte goes to the caller.</summary>
    public void FirstByte() => _firstByteAt ??= clock.GetTimestamp();

    /// <summary>Whether the answer has begun to go out.</summary>
    public bool HasBegun => _firstByteAt is not null;

    /// <summary>Notes how it ended. A call that ends without an end was left by its caller.</summary>
    public void End(UsageOutcome outcome, int status) => (_outcome, _status) = (outcome, status);

    /// <summary>Gives the call's place back and counts what it used. Called before the last bytes go out: a caller may ask again as soon as it has them.</summary>
    public void Settle() => call.Decision.Settle(
        Tokens, CostMicroUsd, clock.GetUtcNow() - clock.GetElapsedTime(call.StartedAt));

    /// <summary>The tokens it used, as reported or else estimated.</summary>
    public long Tokens => Used is { } used ? used.PromptTokens + used.CompletionTokens : 0;

    /// <summary>Makes the record.</summary>
    /// <param name="deploymentId">The deployment of the last attempt; null: there was none.</param>
    /// <param name="attempts">How many attempts were made.</param>
    /// <param name="servedModel">The model that stood in; null: the one that was asked for.</param>
    public UsageRecord ToRecord(string? deploymentId, int attempts, string? servedModel)
    {
        var elapsed = clock.GetElapsedTime(call.StartedAt);
        var now = clock.GetUtcNow();
        return new UsageRecord
        {
            Id = UsageRecord.NewId(now),
            KeyId = call.Key.Id,
            UserId = call.Key.UserId,
            TeamId = call.Key.TeamId,
            StartedAt = now - elapsed,
            Route = call.Route.Path,
            Model = call.Fields.Model,
            DeploymentId = deployment?.Id ?? deploymentId ?? string.Empty,
            ServedModel = servedModel,
            Attempts = attempts,
            Streamed = call.WantsStream,
            Status = _status,
            Outcome = _outcome,
            PromptTokens = _tokens?.PromptTokens,
            CompletionTokens = _tokens?.CompletionTokens,
            CostMicroUsd = CostMicroUsd,
            LatencyMicroseconds = Microseconds(elapsed),
            FirstByteMicroseconds = _firstByteAt is { } at ? Microseconds(clock.GetElapsedTime(call.StartedAt, at)) : null,
        };
    }

    /// <summary>What was reported, else the estimate; null: nothing was delivered.</summary>
    private TokenUsage? Used =>
        _tokens ?? (_delivered is { } delivered ? new TokenUsage(PromptEstimate, delivered) : null);

    // The bytes of a file say nothing about tokens.
    private long PromptEstimate => call.Route.TakesForm ? 0 : Math.Max(1, call.Body.Length / BytesPerToken);

    private long? CostMicroUsd =>
        Used is { } used && deployment?.Price is { } price ? price.CostMicroUsd(used.PromptTokens, used.CompletionTokens) : null;

    private void Deliver(long tokens) => _delivered = (_delivered ?? 0) + tokens;

    private static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}

using AkashChat.Domain.Catalog;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Watches one call, and makes its usage record.</summary>
internal sealed class CallMeter(GatewayCall call, Deployment deployment, TimeProvider clock)
{
    // nginx's number for a caller who closed the connection; no answer carries it.
    private const int CallerLeft = 499;

    private TokenUsage? _tokens;
    private long? _firstByteAt;
    private int _status = CallerLeft;
    private UsageOutcome _outcome = UsageOutcome.Aborted;

    /// <summary>Notes the tokens that an answer or an event reports; the last report counts.</summary>
    public void Observe(TokenUsage? tokens) => _tokens = tokens ?? _tokens;

    /// <summary>Notes that the first byte goes to the caller.</summary>
    public void FirstByte() => _firstByteAt ??= clock.GetTimestamp();

    /// <summary>Notes how it ended. A call that ends without an end was left by its caller.</summary>
    public void End(UsageOutcome outcome, int status) => (_outcome, _status) = (outcome, status);

    /// <summary>Gives the call's place back and counts what it used. Called before the last bytes go out: a caller may ask again as soon as it has them.</summary>
    public void Settle() => call.Decision.Settle(
        _tokens is { } tokens ? tokens.PromptTokens + tokens.CompletionTokens : 0, CostMicroUsd, clock.GetUtcNow() - clock.GetElapsedTime(call.StartedAt));

    /// <summary>Makes the record.</summary>
    public UsageRecord ToRecord()
    {
        var elapsed = clock.GetElapsedTime(call.StartedAt);
        var now = clock.GetUtcNow();
        return new UsageRecord
        {
            Id = Guid.CreateVersion7(now),
            KeyId = call.Key.Id,
            UserId = call.Key.UserId,
            TeamId = call.Key.TeamId,
            StartedAt = now - elapsed,
            Route = call.Route.Path,
            Model = call.Fields.Model,
            DeploymentId = deployment.Id,
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

    private long? CostMicroUsd =>
        _tokens is { } tokens && deployment.Price is { } price ? price.CostMicroUsd(tokens.PromptTokens, tokens.CompletionTokens) : null;

    private static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}

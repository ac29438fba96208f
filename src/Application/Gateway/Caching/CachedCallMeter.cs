using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Gateway.Caching;

/// <summary>Watches a call that no model server worked for, settles it, and makes its usage record.</summary>
/// <remarks>
/// It counts as a request, but its tokens count in no minute: no server read or wrote them. The record has them all the same,
/// as the answer reports them. It costs the set share of what the answer cost first.
/// </remarks>
internal sealed class CachedCallMeter(GatewayCall call, double priceShare, TimeProvider clock)
{
    // As in CallMeter: no answer carries it.
    private const int CallerLeft = 499;

    private AnswerSource _source = new(null, null, null);
    private long? _firstByteAt;
    private int _status = CallerLeft;
    private UsageOutcome _outcome = UsageOutcome.Aborted;

    /// <summary>Since the request was read, in microseconds.</summary>
    public long OverheadMicroseconds => Math.Max(0, Microseconds(clock.GetElapsedTime(call.StartedAt) - call.BodyWait));

    /// <summary>Notes whose answer it is.</summary>
    public void From(AnswerSource source) => _source = source with
    {
        CostMicroUsd = source.CostMicroUsd is { } cost ? (long)Math.Round(cost * priceShare, MidpointRounding.AwayFromZero) : null,
    };

    /// <summary>Notes that the first byte goes to the caller.</summary>
    public void FirstByte() => _firstByteAt ??= clock.GetTimestamp();

    /// <summary>Notes how it ended. A call that ends without an end was left by its caller.</summary>
    public void End(UsageOutcome outcome, int status) => (_outcome, _status) = (outcome, status);

    /// <summary>Gives the call's place back and counts what it cost, as far as that is known. Called before the last bytes go out.</summary>
    public void Settle() => call.Decision.Settle(0, _source.CostMicroUsd);

    /// <summary>Makes the record.</summary>
    public UsageRecord ToRecord()
    {
        var elapsed = clock.GetElapsedTime(call.StartedAt);
        var now = clock.GetUtcNow();
        return new UsageRecord
        {
            Id = call.Decision.ReservationId ?? UsageRecord.NewId(now),
            KeyId = call.Key.Id,
            UserId = call.Key.UserId,
            TeamId = call.Key.TeamId,
            StartedAt = call.ArrivedAt ?? now - elapsed,
            Route = call.Route.Path,
            Model = call.Model,
            AskedModel = call.AskedModel,
            DeploymentId = string.Empty,
            ServedModel = _source.ServedModel,
            Cached = true,
            Streamed = call.WantsStream,
            Status = _status,
            Outcome = _outcome,
            PromptTokens = _source.PromptTokens,
            CompletionTokens = _source.CompletionTokens,
            CountedTokens = 0,
            CostMicroUsd = _source.CostMicroUsd,
            LatencyMicroseconds = Microseconds(elapsed),
            FirstByteMicroseconds = _firstByteAt is { } at ? Microseconds(clock.GetElapsedTime(call.StartedAt, at)) : null,
        };
    }

    private static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}

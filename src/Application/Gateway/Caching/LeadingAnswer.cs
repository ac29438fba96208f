using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Caching;

/// <summary>The leader's way back: everything also goes into its flight.</summary>
/// <param name="flight">The flight.</param>
/// <param name="inner">The way to the leader's caller.</param>
/// <param name="callerLeft">The leader's caller has left.</param>
internal sealed class LeadingAnswer(Flight flight, ICallerAnswer inner, CancellationToken callerLeft) : ICallerAnswer
{
    private bool _isGone;

    public void Begin(AnswerHead head)
    {
        flight.Begin(head);
        if (!_isGone && !callerLeft.IsCancellationRequested)
        {
            inner.Begin(head with { Way = head.Way with { Cache = CacheMark.Miss } });
        }
    }

    public void Fail(AnswerWay way) => inner.Fail(way with { Cache = CacheMark.Miss });

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        flight.Append(bytes.Span);
        return PassAsync(bytes, null, cancellationToken);
    }

    public ValueTask WriteErrorEventAsync(Error error, CancellationToken cancellationToken)
    {
        flight.Break(error);
        return PassAsync(default, error, cancellationToken);
    }

    public void BreakOff()
    {
        flight.Break(GatewayErrors.UpstreamIncomplete);
        inner.BreakOff();
    }

    private async ValueTask PassAsync(ReadOnlyMemory<byte> bytes, Error? error, CancellationToken work)
    {
        if (!_isGone && !callerLeft.IsCancellationRequested)
        {
            try
            {
                await (error is null ? inner.WriteAsync(bytes, callerLeft) : inner.WriteErrorEventAsync(error, callerLeft));
                return;
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                _isGone = true;
            }
        }

        // Goes on for the followers, if there are any.
        flight.LeaderLeaves();
        work.ThrowIfCancellationRequested();
    }
}

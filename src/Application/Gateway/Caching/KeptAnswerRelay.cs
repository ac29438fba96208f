using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Gateway.Caching;

/// <summary>Passes a kept answer on, byte for byte as the first caller got it.</summary>
internal static class KeptAnswerRelay
{
    // As in PlainRelay: whoever takes a large answer slowly keeps its place meanwhile.
    private const int TailBytes = 16 * 1024;

    /// <summary>Passes it on.</summary>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    public static async Task RunAsync(KeptAnswer kept, TimeSpan age, CachedCallMeter meter, ICallerAnswer answer, CancellationToken callerLeft)
    {
        meter.From(kept.Source);
        meter.FirstByte();
        answer.Begin(new AnswerHead(200, kept.ContentType, kept.IsStream ? null : kept.Body.Length, new AnswerWay
        {
            Cache = CacheMark.Hit,
            Age = age > TimeSpan.Zero ? age : TimeSpan.Zero,
            OverheadMicroseconds = meter.OverheadMicroseconds,
        }));
        var tail = Math.Max(0, kept.Body.Length - TailBytes);
        if (tail > 0)
        {
            await answer.WriteAsync(kept.Body[..tail], callerLeft);
        }

        meter.Settle();
        await answer.WriteAsync(kept.Body[tail..], callerLeft);
        meter.End(UsageOutcome.Completed, 200);
    }
}

using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Looks at a stream's events as they pass: usage, failures, the end.</summary>
internal sealed class StreamWatcher(GatewayCall call, CallMeter meter)
{
    /// <summary>Whether the server has said that the stream is over.</summary>
    public bool IsOver { get; private set; }

    /// <summary>What the server says went wrong; null: nothing.</summary>
    public AttemptFailure? Failure { get; private set; }

    /// <summary>Looks at an event.</summary>
    public EventSight Watch(ReadOnlySpan<byte> oneEvent)
    {
        var data = ServerSentEvents.DataOf(oneEvent);
        if (data.IsEmpty)
        {
            return EventSight.Comment;
        }

        if (IsEnd(data))
        {
            End(data);
            return EventSight.End;
        }

        // Most events say nothing we need; two searches are far cheaper than reading each one.
        return data.IndexOf("\"usage\""u8) < 0 && data.IndexOf("\"error\""u8) < 0 ? Deliver() : WatchClosely(data);
    }

    /// <summary>Looks whether bytes without the blank line of an event are the end all the same.</summary>
    public bool EndsWith(ReadOnlySpan<byte> rest)
    {
        // Half an event may already name its type.
        var data = ServerSentEvents.DataOf(rest);
        if (!IsEnd(data) || !(data.SequenceEqual("[DONE]"u8) || UsageReader.Read(data).IsObject))
        {
            return false;
        }

        End(data);
        return true;
    }

    private EventSight WatchClosely(ReadOnlySpan<byte> data)
    {
        var facts = UsageReader.Read(data);
        meter.Observe(facts.Usage);
        if (facts.HasError || (!call.Route.FailedEvents.IsEmpty && ServerSentEvents.HasType(data, call.Route.FailedEvents)))
        {
            Failure = UpstreamErrorReader.BehindSuccess(data);
            return EventSight.Failure;
        }

        if (!facts.ChoicesAreEmpty)
        {
            meter.DeliverEvent();
        }

        return facts is { Usage: not null, ChoicesAreEmpty: true } && call.AsksForUsage ? EventSight.OnlyForUs : EventSight.Data;
    }

    private EventSight Deliver()
    {
        meter.DeliverEvent();
        return EventSight.Data;
    }

    private void End(ReadOnlySpan<byte> data)
    {
        IsOver = true;
        if (!call.Route.FinalEvents.IsEmpty)
        {
            meter.Observe(UsageReader.Read(data).Usage);
        }

        meter.Settle();
    }

    private bool IsEnd(ReadOnlySpan<byte> data) =>
        data.SequenceEqual("[DONE]"u8)
            || (!call.Route.FinalEvents.IsEmpty && ServerSentEvents.HasType(data, call.Route.FinalEvents));
}

/// <summary>What an event is to us.</summary>
internal enum EventSight
{
    /// <summary>It has data for the caller.</summary>
    Data,

    /// <summary>It has none.</summary>
    Comment,

    /// <summary>The usage report that only we asked for; it stays here.</summary>
    OnlyForUs,

    /// <summary>The server says that this is the end.</summary>
    End,

    /// <summary>The server says that it failed.</summary>
    Failure,
}

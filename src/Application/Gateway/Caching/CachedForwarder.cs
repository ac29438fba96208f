using System.Collections.Concurrent;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Application.Usage;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Gateway.Caching;

/// <summary>Answers calls from what is kept, or from an equal call in flight; all others go to the <see cref="Forwarder"/>.</summary>
public sealed class CachedForwarder(Forwarder forwarder, IAnswerStores stores, IUsageSink usage, TimeProvider clock)
{
    // Kept answers may be shared by owners; work in flight never is: whoever leads it must not be able to delay others.
    private readonly ConcurrentDictionary<(Guid Owner, string Hash), Flight> _flights = new();

    // How many have landed. Several hashes share a place: a change by another one costs no more than a look.
    private readonly int[] _landed = new int[256];

    /// <summary>Answers a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="answer">The way back.</param>
    /// <param name="callerLeft">The caller has left.</param>
    /// <returns>An error if nothing was sent to the caller yet; null: the answer is out, or nobody is there to take one.</returns>
    public Task<Error?> ForwardAsync(GatewayCall call, ICallerAnswer answer, CancellationToken callerLeft)
    {
        var table = call.Table;
        return table.Rules.Cache.IsOn || call.Fields.Cache is not null ? AnswerAsync(table, call, answer, callerLeft) : forwarder.ForwardAsync(call, answer, callerLeft);
    }

    /// <summary>Tells whether a call would be answered from what is kept, or what is wrong with what it says about that.</summary>
    /// <param name="call">The call.</param>
    /// <param name="callerLeft">The caller has left.</param>
    public async ValueTask<Result<bool>> ForeseeAsync(GatewayCall call, CancellationToken callerLeft)
    {
        var table = call.Table;
        if (!table.Rules.Cache.IsOn && call.Fields.Cache is null)
        {
            return false;
        }

        var controls = CacheControlsReader.Read(call);
        return controls.IsSuccess
            ? table.Rules.Cache.IsOn && CachePlan.Of(table, call, controls.Value) is { Reads: true } plan && await FindKeptAsync(plan, callerLeft) is not null
            : controls.Error;
    }

    private async Task<Error?> AnswerAsync(RoutingTable table, GatewayCall call, ICallerAnswer answer, CancellationToken callerLeft)
    {
        // Wrong controls are wrong whatever the rules say now.
        var controls = CacheControlsReader.Read(call);
        if (!controls.IsSuccess)
        {
            return controls.Error;
        }

        if (!table.Rules.Cache.IsOn || CachePlan.Of(table, call, controls.Value) is not { } plan)
        {
            return await forwarder.ForwardAsync(call, answer, callerLeft);
        }

        var landed = CountLanded(plan);
        if (plan.Reads && await TryReplayAsync(plan, call, answer, callerLeft))
        {
            return null;
        }

        if (!plan.Merges)
        {
            return await LeadAsync(plan, new Flight(isShared: plan.Ttl > TimeSpan.Zero), call, answer, callerLeft);
        }

        var own = new Flight(isShared: true);
        var flight = _flights.GetOrAdd(FlightOf(plan, call), own);
        if (flight != own && await TryFollowAsync(plan, flight, call, answer, callerLeft))
        {
            own.Dispose();
            return null;
        }

        // An equal call may have landed between the look at what is kept and the one at what is in flight; so may one that was followed in vain.
        if (plan.Reads && CountLanded(plan) != landed && await TryReplayLateAsync(plan, own, call, answer, callerLeft))
        {
            return null;
        }

        // Who followed one that came to nothing asks for itself, and nobody follows: else a failure would make a long queue.
        return await LeadAsync(plan, own, call, answer, callerLeft);
    }

    private async Task<bool> TryReplayAsync(CachePlan plan, GatewayCall call, ICallerAnswer answer, CancellationToken callerLeft)
    {
        if (await FindKeptAsync(plan, callerLeft) is not { } kept)
        {
            return false;
        }

        await ReplayAsync(plan, kept, call, answer, callerLeft);
        return true;
    }

    /// <summary>Looks once more at what is kept, while others may have joined the own flight.</summary>
    private async Task<bool> TryReplayLateAsync(CachePlan plan, Flight own, GatewayCall call, ICallerAnswer answer, CancellationToken callerLeft)
    {
        KeptAnswer? kept;
        var mustLead = false;
        try
        {
            kept = await FindKeptAsync(plan, callerLeft);
            mustLead = kept is null;
        }
        finally
        {
            if (!mustLead)
            {
                // Before the answer goes out: whoever has joined looks for itself, and does not wait for our caller.
                await LandAsync(plan, own, call, null);
                own.Dispose();
            }
        }

        if (kept is null)
        {
            return false;
        }

        await ReplayAsync(plan, kept, call, answer, callerLeft);
        return true;
    }

    private async Task ReplayAsync(CachePlan plan, KeptAnswer kept, GatewayCall call, ICallerAnswer answer, CancellationToken callerLeft) =>
        await BookAsync(plan, call, async meter =>
        {
            await KeptAnswerRelay.RunAsync(kept, clock.GetUtcNow() - kept.StoredAt, meter, answer, callerLeft);
            return true;
        });

    private async ValueTask<KeptAnswer?> FindKeptAsync(CachePlan plan, CancellationToken callerLeft)
    {
        var kept = await stores.Of(plan.Rules).FindAsync(plan.Key, callerLeft);
        return kept is not null && plan.Accepts(kept, clock.GetUtcNow()) ? kept : null;
    }

    private async Task<bool> TryFollowAsync(CachePlan plan, Flight flight, GatewayCall call, ICallerAnswer answer, CancellationToken callerLeft)
    {
        using var follower = flight.TryJoin(callerLeft);
        return follower is not null
            && await BookAsync(plan, call, meter => new FlightRelay(flight, meter, answer).RunAsync(follower, callerLeft));
    }

    /// <summary>Answers in a way that needs no model server, and leaves one usage record if there was an answer.</summary>
    private async Task<bool> BookAsync(CachePlan plan, GatewayCall call, Func<CachedCallMeter, Task<bool>> answerAsync)
    {
        var meter = new CachedCallMeter(call, plan.Rules.PriceShare, clock);
        try
        {
            if (!await answerAsync(meter))
            {
                return false;
            }
        }
        catch (OperationCanceledException)
        {
            // The caller has left; the record says so.
        }

        meter.Settle();
        usage.Record(meter.ToRecord());
        return true;
    }

    private async Task<Error?> LeadAsync(CachePlan plan, Flight flight, GatewayCall call, ICallerAnswer answer, CancellationToken callerLeft)
    {
        using var disposed = flight;
        await using var left = callerLeft.UnsafeRegister(static state => ((Flight)state!).LeaderLeaves(), flight);
        try
        {
            var watched = call with { Recorded = record => _ = LandAsync(plan, flight, call, record) };
            return await forwarder.ForwardAsync(watched, new LeadingAnswer(flight, answer, callerLeft), flight.Work);
        }
        finally
        {
            // A call without a record, such as one whose model is gone.
            await LandAsync(plan, flight, call, null);
        }
    }

    /// <summary>Keeps the answer; only then is it no longer in flight, so that equal requests find it in one place or the other.</summary>
    private async Task LandAsync(CachePlan plan, Flight flight, GatewayCall call, UsageRecord? record)
    {
        if (!flight.End(record))
        {
            return;
        }

        try
        {
            if (plan.Ttl > TimeSpan.Zero && flight.ToKeep(clock.GetUtcNow(), plan.Ttl) is { } kept)
            {
                await stores.Of(plan.Rules).KeepAsync(plan.Key, kept);
            }
        }
        finally
        {
            // One that stayed would answer for ever.
            Interlocked.Increment(ref _landed[SlotOf(plan)]);
            _flights.TryRemove(new KeyValuePair<(Guid, string), Flight>(FlightOf(plan, call), flight));
        }
    }

    private int CountLanded(CachePlan plan) => Volatile.Read(ref _landed[SlotOf(plan)]);

    private int SlotOf(CachePlan plan) => (int)((uint)plan.Key.Hash.GetHashCode(StringComparison.Ordinal) % _landed.Length);

    private static (Guid Owner, string Hash) FlightOf(CachePlan plan, GatewayCall call) => (call.Key.UserId, plan.Key.Hash);
}

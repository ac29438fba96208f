using System.Diagnostics;
using System.Diagnostics.Metrics;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Gateway.Limits;
using AkashChat.TestKit.Servers;

namespace AkashChat.Infrastructure.Tests.Gateway.Limits;

/// <summary>Redis is gone, or takes questions and answers nothing: the written policy holds, and is told once.</summary>
public sealed class RedisLimitOutageTests
{
    // For the outage alone: while Redis is there, a busy machine may keep it from answering for longer.
    private static readonly TimeSpan Impatience = TimeSpan.FromMilliseconds(250);

    private readonly RedisLimitOptions _options = new() { Timeout = LimitRig.Patience };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RefusingInstance_AdmitsNothingUntilRedisIsBack(bool hangs)
    {
        await using var server = await RedisServer.StartNewAsync();
        var options = _options with { DecideLocally = false };
        await using var rig = await LimitRig.InRedisAsync(server, options);
        LimitCharge[] charges = [rig.Charge(LimitMeasure.Parallel, 2), rig.Charge(LimitMeasure.Requests, 10)];
        var open = await rig.ReserveAsync(charges);
        await (hangs ? server.PauseAsync() : server.StopAsync());
        options.Timeout = TimeSpan.FromSeconds(1);

        var waited = Stopwatch.StartNew();
        for (var number = 0; number < 40; number++)
        {
            await Assert.ThrowsAsync<LimitStoreUnavailableException>(() => rig.ReserveAsync(charges));
        }

        // The first three wait; if all did, it would be 40 seconds.
        Assert.InRange(waited.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(35));
        Assert.Empty((await rig.ReserveAsync()).States);
        rig.Store.Settle(open.Reservation, 0, 0);
        await (hangs ? server.ResumeAsync() : server.StartAsync());
        options.Timeout = LimitRig.Patience;
        await BackAsync(rig);

        var states = await rig.Store.ReadAsync(rig.Reservation(charges), CancellationToken.None);
        Assert.Equal(hangs ? [0, 1] : [0, 0], states.Select(state => state.Used));
        Assert.True((await rig.ReserveAsync(charges)).IsAdmitted);
        Assert.Equal(2, rig.Log.Lines.Count);
        Assert.Contains("are refused", rig.Log.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task InstanceThatDecidesLocally_GivesItsShareAndBooksItWhenRedisIsBack()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var rig = await LimitRig.InRedisAsync(server, _options);
        var (requests, tokens) = (rig.Charge(LimitMeasure.Requests, 10), rig.Charge(LimitMeasure.Tokens, 1000, amount: 20));
        var (month, parallel) = (rig.Charge(LimitMeasure.Money, 1000, LimitWindow.Month, 20), rig.Charge(LimitMeasure.Parallel, 100));
        LimitCharge[] charges = [requests, tokens, month, parallel];
        var before = new[] { await rig.ReserveAsync(charges), await rig.ReserveAsync(charges), await rig.ReserveAsync(charges) };
        using var decisions = new CountedDecisions();
        await server.PauseAsync();
        _options.Timeout = Impatience;

        var during = new List<LimitRig.Outcome>();
        for (var number = 0; number < 5; number++)
        {
            during.Add(await rig.ReserveAsync(charges));
        }

        var refused = await rig.ReserveAsync(charges);
        rig.Store.Settle(during[0].Reservation, 7, 8);
        rig.Store.Settle(during[1].Reservation, 7, 8);
        rig.Store.Settle(before[0].Reservation, 7, 8);
        await server.ResumeAsync();
        _options.Timeout = LimitRig.Patience;
        await BackAsync(rig);
        var back = await rig.Store.ReadAsync(rig.Reservation(charges), CancellationToken.None);
        foreach (var outcome in during[2..].Concat(before[1..]))
        {
            rig.Store.Settle(outcome.Reservation, 7, 8);
        }

        var after = await rig.Store.ReadAsync(rig.Reservation(charges), CancellationToken.None);

        Assert.All(during, outcome => Assert.True(outcome.IsAdmitted));
        Assert.Equal((true, 5), (refused.States[0].IsHit, refused.States[0].Rule.Limit));

        // Two that Redis knew are open, and three that it did not; of these it learns what they used when they are over.
        Assert.Equal([5, 61, 64, 5], back.Select(state => state.Used));
        Assert.Equal([8, 56, 64, 0], after.Select(state => state.Used));
        Assert.Equal(2, rig.Log.Lines.Count);
        Assert.Contains("50 %", rig.Log.Lines[0], StringComparison.Ordinal);
        Assert.InRange(decisions.Local, 6, long.MaxValue);
    }

    [Fact]
    public async Task RequestThatIsTooMuchForTheShareAlone_MayComeAgain()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var rig = await LimitRig.InRedisAsync(server, _options);
        await server.StopAsync();
        _options.Timeout = Impatience;

        var tooMuch = await rig.ReserveAsync(rig.Charge(LimitMeasure.Tokens, 1000, amount: 600));
        var never = await rig.ReserveAsync(rig.Charge(LimitMeasure.Tokens, 1000, amount: 1001));
        var least = await rig.ReserveAsync(rig.Charge(LimitMeasure.Parallel, 1));

        Assert.True(tooMuch.States[0] is { IsHit: true, RetryIn: not null });
        Assert.True(never.States[0] is { IsHit: true, RetryIn: null });
        Assert.True(least.IsAdmitted);
    }

    [Fact]
    public async Task RedisThatComesBackEmpty_IsNotToldTwiceWhatTheRecordsSay()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var rig = await LimitRig.InRedisAsync(server, _options);
        LimitCharge[] charges = [rig.Charge(LimitMeasure.Money, 1000, LimitWindow.Month, 20), rig.Charge(LimitMeasure.Tokens, 1000, amount: 20)];
        await server.StopAsync();
        _options.Timeout = Impatience;
        var (over, open) = (await rig.ReserveAsync(charges), await rig.ReserveAsync(charges));
        await rig.ReserveAsync(rig.Charge(LimitMeasure.Requests, 10));
        rig.Store.Settle(over.Reservation, 7, 8);
        rig.Past = (_, _, _) => 8;

        await server.StartAsync();
        _options.Timeout = LimitRig.Patience;
        await BackAsync(rig);
        var back = await rig.Store.ReadAsync(rig.Reservation(charges), CancellationToken.None);
        rig.Store.Settle(open.Reservation, 7, 8);
        var after = await rig.Store.ReadAsync(rig.Reservation(charges), CancellationToken.None);

        Assert.Equal([8, 7], back.Select(state => state.Used));
        Assert.Equal([16, 14], after.Select(state => state.Used));
    }

    /// <summary>Tends until the log says that Redis is back.</summary>
    private static async Task BackAsync(LimitRig rig)
    {
        for (var waited = Stopwatch.StartNew(); !rig.Log.Lines.Any(line => line.Contains("[3251]", StringComparison.Ordinal)); await Task.Delay(50))
        {
            Assert.InRange(waited.Elapsed, TimeSpan.Zero, LimitRig.Patience);
            await rig.RedisStore.TendAsync();
        }
    }

    /// <summary>Decisions of this process that were made without Redis, as a listener hears of them.</summary>
    private sealed class CountedDecisions : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _local;

        public CountedDecisions()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Meter.Name: LimitStoreMetrics.MeterName, Name: "akashchat.limits.without_store" })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref _local, count));
            _listener.Start();
        }

        public long Local => Interlocked.Read(ref _local);

        public void Dispose() => _listener.Dispose();
    }
}

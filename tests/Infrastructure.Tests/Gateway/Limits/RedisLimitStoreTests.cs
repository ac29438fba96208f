using System.Globalization;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Common;
using AkashChat.Infrastructure.Gateway.Limits;
using AkashChat.Infrastructure.Persistence;
using AkashChat.TestKit.Servers;

namespace AkashChat.Infrastructure.Tests.Gateway.Limits;

/// <summary>What only a store that outlives its instances has to do.</summary>
public sealed class RedisLimitStoreTests
{
    private static readonly RedisLimitOptions ShortLease = new() { Timeout = LimitRig.Patience, Lease = TimeSpan.FromSeconds(1) };

    // Redis counts leases in whole milliseconds.
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(2);

    [Fact]
    public async Task DecisionAndSettlement_AreOneRoundTripEach()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var rig = await LimitRig.InRedisAsync(server);
        LimitCharge[] charges =
        [
            rig.Charge(LimitMeasure.Parallel, 100), rig.Charge(LimitMeasure.Requests, 100), rig.Charge(LimitMeasure.Tokens, 10_000, amount: 10),
            rig.Charge(LimitMeasure.Money, 10_000, LimitWindow.Month, 10),
        ];
        rig.Store.Settle((await rig.ReserveAsync(charges)).Reservation, 5, 5);
        await rig.UsedAsync(charges[0]);
        var before = await CallsAsync(rig);

        for (var number = 0; number < 50; number++)
        {
            rig.Store.Settle((await rig.ReserveAsync(charges)).Reservation, 5, 5);
        }

        await rig.UsedAsync(charges[0]);
        var after = await CallsAsync(rig);
        Assert.Equal(101, after.GetValueOrDefault("evalsha") - before.GetValueOrDefault("evalsha"));
        Assert.Equal(before.GetValueOrDefault("eval"), after.GetValueOrDefault("eval"));
        Assert.Equal(before.GetValueOrDefault("script|load"), after.GetValueOrDefault("script|load"));
    }

    [Fact]
    public async Task InstanceThatDied_GivesItsPlacesBackWithinALease()
    {
        var server = await RedisServer.SharedAsync();
        await using var living = await LimitRig.InRedisAsync(server, ShortLease);
        var charge = living.Charge(LimitMeasure.Parallel, 2);
        DateTime first, last;
        await using (var dying = await LimitRig.InRedisAsync(server, ShortLease, beside: living))
        {
            first = await TimeAsync(living);
            await dying.ReserveAsync(charge);
            await dying.ReserveAsync(charge);
            last = await TimeAsync(living);
        }

        // By the clock that the leases go by: the machine may stand still for longer than one between any two lines.
        for (var asked = last; !(await living.ReserveAsync(charge)).IsAdmitted; asked = await TimeAsync(living))
        {
            Assert.InRange(asked - last, TimeSpan.Zero, ShortLease.Lease + Grain);
            await Task.Delay(20);
        }

        Assert.InRange(await TimeAsync(living) - first, ShortLease.Lease - Grain, TimeSpan.MaxValue);
    }

    [Fact]
    public async Task LivingInstance_KeepsItsPlacesForAsLongAsItWants()
    {
        var server = await RedisServer.SharedAsync();
        await using var rig = await LimitRig.InRedisAsync(server, ShortLease);
        await using var other = await LimitRig.InRedisAsync(server, ShortLease, beside: rig);
        var charge = rig.Charge(LimitMeasure.Parallel, 1);
        var open = await rig.ReserveAsync(charge);

        for (var begin = await TimeAsync(rig); await TimeAsync(rig) - begin < 3 * ShortLease.Lease; await Task.Delay(50))
        {
            rig.Clock.Advance(RedisLimitStore.Interval);
            var renewed = await TimeAsync(rig);
            await rig.RedisStore.TendAsync();
            var outcome = await other.ReserveAsync(charge);
            if (outcome.IsAdmitted)
            {
                // Only if the machine stood still for a whole lease since the last sign of life.
                Assert.InRange(await TimeAsync(rig) - renewed, ShortLease.Lease - Grain, TimeSpan.MaxValue);
                other.Store.Settle(outcome.Reservation, 0, 0);
                await other.UsedAsync(charge);
            }
        }

        rig.Store.Settle(open.Reservation, 0, 0);
        Assert.Equal(0, await rig.UsedAsync(charge));
        Assert.True((await other.ReserveAsync(charge)).IsAdmitted);
    }

    [Fact]
    public async Task SettlementThatIsSentAgain_ChangesNothing()
    {
        await using var rig = await LimitRig.StartAsync(inRedis: true);
        var (tokens, parallel) = (rig.Charge(LimitMeasure.Tokens, 1000, amount: 100), rig.Charge(LimitMeasure.Parallel, 10));
        var client = new RedisLimitClient(rig.Redis, new RedisTag(new DatabaseOptions()), rig.Clock, TimeSpan.FromSeconds(30));
        foreach (var isLocal in new[] { false, true })
        {
            var reservation = (await rig.ReserveAsync(tokens, parallel)).Reservation;
            for (var round = 0; round < 3; round++)
            {
                await client.SettleAsync(new Settlement(reservation.Id, reservation.At, reservation.Charges, 1, 40, 0, isLocal));
                await client.SettleAsync(Settlement.Undo(reservation));
            }
        }

        Assert.Equal((80, 0), (await rig.UsedAsync(tokens), await rig.UsedAsync(parallel)));
    }

    [Fact]
    public async Task ScriptsThatRedisForgot_AreSentAgain()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var rig = await LimitRig.InRedisAsync(server);
        var charge = rig.Charge(LimitMeasure.Tokens, 1000, amount: 100);
        var first = await rig.ReserveAsync(charge);
        await rig.Redis.GetDatabase().ExecuteAsync("SCRIPT", "FLUSH");

        var second = await rig.ReserveAsync(charge);
        await rig.Redis.GetDatabase().ExecuteAsync("SCRIPT", "FLUSH");
        rig.Store.Settle(first.Reservation, 10, 0);
        rig.Store.Settle(second.Reservation, 10, 0);

        await WaitForAsync(async () => await rig.UsedAsync(charge) == 20);
        Assert.Empty(rig.Log.Lines);
    }

    [Fact]
    public async Task RedisThatLostEverything_LearnsWhatIsOpenAndReadsThePastAgain()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var rig = await LimitRig.InRedisAsync(server);
        LimitCharge[] charges =
        [
            rig.Charge(LimitMeasure.Parallel, 5), rig.Charge(LimitMeasure.Tokens, 1000, amount: 100), rig.Charge(LimitMeasure.Money, 1000, LimitWindow.Month, 100),
        ];
        var open = await rig.ReserveAsync(charges);
        await rig.Redis.GetDatabase().ExecuteAsync("FLUSHALL");
        rig.Past = (_, _, _) => 70;

        rig.Clock.Advance(TimeSpan.FromSeconds(10));
        await rig.RedisStore.TendAsync();
        var whileOpen = await rig.Store.ReadAsync(rig.Reservation(charges), CancellationToken.None);
        rig.Store.Settle(open.Reservation, 30, 40);
        var after = await rig.Store.ReadAsync(rig.Reservation(charges), CancellationToken.None);

        Assert.Equal([1, 0, 70], whileOpen.Select(state => state.Used));
        Assert.Equal([0, 30, 110], after.Select(state => state.Used));
    }

    [Fact]
    public async Task CounterThatTwoInstancesMiss_GetsItsPastOnce()
    {
        var server = await RedisServer.SharedAsync();
        await using var rig = await LimitRig.InRedisAsync(server);
        await using var other = await LimitRig.InRedisAsync(server, beside: rig);
        (rig.Past, other.Past) = ((_, _, _) => 50, (_, _, _) => 50);
        var charge = rig.Charge(LimitMeasure.Money, 1000, LimitWindow.Month, 10);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => (number % 2 == 0 ? rig : other).ReserveAsync(charge)));

        Assert.All(outcomes, outcome => Assert.True(outcome.IsAdmitted));
        Assert.Equal(650, await rig.UsedAsync(charge));
    }

    [Fact]
    public async Task CallerWhoLeaves_LeavesNothingReserved()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var rig = await LimitRig.InRedisAsync(server);
        LimitCharge[] charges = [rig.Charge(LimitMeasure.Parallel, 5), rig.Charge(LimitMeasure.Requests, 5), rig.Charge(LimitMeasure.Tokens, 50, amount: 10)];
        await rig.ReserveAsync(charges);
        await server.PauseAsync();
        using var leave = new CancellationTokenSource();
        var asked = rig.Store.ReserveAsync(rig.Reservation(charges), leave.Token).AsTask();

        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await server.ResumeAsync();

        var states = await rig.Store.ReadAsync(rig.Reservation(charges), CancellationToken.None);
        Assert.Equal([1, 1, 10], states.Select(state => state.Used));
    }

    /// <summary>The time of Redis.</summary>
    private static Task<DateTime> TimeAsync(LimitRig rig) => rig.Redis.GetServers()[0].TimeAsync();

    private static async Task WaitForAsync(Func<Task<bool>> isSo)
    {
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); !await isSo(); await Task.Delay(20))
        {
            Assert.InRange(waited.Elapsed, TimeSpan.Zero, LimitRig.Patience);
        }
    }

    private static async Task<Dictionary<string, long>> CallsAsync(LimitRig rig)
    {
        var text = (await rig.Redis.GetDatabase().ExecuteAsync("INFO", "commandstats")).ToString();
        return text.Split("\r\n").Where(line => line.StartsWith("cmdstat_", StringComparison.Ordinal)).ToDictionary(
            line => line["cmdstat_".Length..line.IndexOf(':', StringComparison.Ordinal)],
            line => long.Parse(line.Split("calls=")[1].Split(',')[0], CultureInfo.InvariantCulture));
    }
}

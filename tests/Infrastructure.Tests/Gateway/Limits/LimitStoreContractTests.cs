using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Tests.Gateway.Limits;

/// <summary>What every store of limits does: in memory, and in Redis.</summary>
public sealed class LimitStoreContractTests
{
    private static readonly LimitWindow RollingDay = new(TimeSpan.FromDays(1), IsMonth: false, IsRolling: true);
    private static readonly LimitWindow Hour = new(TimeSpan.FromHours(1), IsMonth: false, IsRolling: false);

    public static TheoryData<bool, LimitMeasure, bool, long, long> Crowds()
    {
        var data = new TheoryData<bool, LimitMeasure, bool, long, long>();
        foreach (var inRedis in new[] { false, true })
        {
            data.Add(inRedis, LimitMeasure.Parallel, false, 7, 1);
            foreach (var rolls in new[] { false, true })
            {
                data.Add(inRedis, LimitMeasure.Requests, rolls, 13, 1);
                data.Add(inRedis, LimitMeasure.Tokens, rolls, 1250, 100);
                data.Add(inRedis, LimitMeasure.Money, rolls, 1000, 30);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Crowds))]
    public async Task CallersAtTheSameMoment_GetExactlyTheLimit(bool inRedis, LimitMeasure measure, bool rolls, long limit, long amount)
    {
        await using var rig = await LimitRig.StartAsync(inRedis);
        LimitWindow? window = measure == LimitMeasure.Parallel ? null : rolls ? RollingDay : LimitWindow.Minute;
        var charge = rig.Charge(measure, limit, window, amount);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => rig.ReserveAsync(charge))));

        var admitted = limit / amount;
        Assert.Equal(admitted, outcomes.Count(outcome => outcome.IsAdmitted));
        Assert.Equal(admitted * amount, await rig.UsedAsync(charge));
        Assert.Equal(
            Enumerable.Range(1, (int)admitted).Select(number => number * amount),
            outcomes.Where(outcome => outcome.IsAdmitted).Select(outcome => outcome.States[0].Used).Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LimitThatIsHit_LeavesAllOthersAsTheyWere(bool inRedis)
    {
        await using var rig = await LimitRig.StartAsync(inRedis);
        var (parallel, tokens, money) = (
            rig.Charge(LimitMeasure.Parallel, 5), rig.Charge(LimitMeasure.Tokens, 100, RollingDay, 10), rig.Charge(LimitMeasure.Money, 30, amount: 20));
        await rig.ReserveAsync(parallel, tokens, money);

        var refused = await rig.ReserveAsync(parallel, tokens, money);

        Assert.Equal([false, false, true], refused.States.Select(state => state.IsHit));
        Assert.Empty(refused.Reservation.Held);
        Assert.Equal((1, 10, 20), (await rig.UsedAsync(parallel), await rig.UsedAsync(tokens), await rig.UsedAsync(money)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Settlement_ReplacesWhatWasReserved(bool inRedis)
    {
        await using var rig = await LimitRig.StartAsync(inRedis);
        var (parallel, requests) = (rig.Charge(LimitMeasure.Parallel, 1), rig.Charge(LimitMeasure.Requests, 10));
        var (tokens, money) = (rig.Charge(LimitMeasure.Tokens, 100, amount: 90), rig.Charge(LimitMeasure.Money, 100, RollingDay, 90));
        var first = await rig.ReserveAsync(parallel, requests, tokens, money);
        Assert.Equal([1, 1, 90, 90], first.Reservation.Held);

        rig.Store.Settle(first.Reservation, 30, 150);

        Assert.Equal((0, 1), (await rig.UsedAsync(parallel), await rig.UsedAsync(requests)));
        Assert.Equal((30, 150), (await rig.UsedAsync(tokens), await rig.UsedAsync(money)));
        Assert.False((await rig.ReserveAsync(money with { Amount = 1, Least = 1 })).IsAdmitted);
        var second = await rig.ReserveAsync(parallel, requests, tokens with { Amount = 70, Least = 70 });
        Assert.True(second.IsAdmitted);
        rig.Store.Settle(second.Reservation, 0, 0);
        Assert.Equal((0, 2, 30), (await rig.UsedAsync(parallel), await rig.UsedAsync(requests), await rig.UsedAsync(tokens)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PeriodOfTheCalendar_PaysForWhatBeganInIt(bool inRedis)
    {
        await using var rig = await LimitRig.StartAsync(inRedis);
        rig.Clock.Advance(TimeSpan.FromSeconds(20));
        var charge = rig.Charge(LimitMeasure.Tokens, 100, amount: 60);
        var first = await rig.ReserveAsync(charge);

        var refused = await rig.ReserveAsync(charge);
        rig.Clock.Advance(TimeSpan.FromSeconds(40) - TimeSpan.FromTicks(1));
        var stillRefused = await rig.ReserveAsync(charge);
        rig.Clock.Advance(TimeSpan.FromTicks(1));
        var next = await rig.ReserveAsync(charge);
        rig.Store.Settle(first.Reservation, 99, 0);

        Assert.Equal((TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(40)), (refused.States[0].RetryIn, refused.States[0].ResetsIn));
        Assert.Equal(TimeSpan.FromTicks(1), stillRefused.States[0].RetryIn);
        Assert.True(next.IsAdmitted);
        Assert.Equal(60, await rig.UsedAsync(charge));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RollingWindow_ForgetsASlotWhenAllOfItIsOut(bool inRedis)
    {
        await using var rig = await LimitRig.StartAsync(inRedis);
        var charge = rig.Charge(LimitMeasure.Requests, 2, new LimitWindow(TimeSpan.FromMinutes(24), IsMonth: false, IsRolling: true));
        await rig.ReserveAsync(charge);
        rig.Clock.Advance(TimeSpan.FromMinutes(5));
        await rig.ReserveAsync(charge);
        rig.Clock.Advance(TimeSpan.FromSeconds(90));

        var refused = await rig.ReserveAsync(charge);
        rig.Clock.Advance(refused.States[0].RetryIn!.Value - TimeSpan.FromTicks(1));
        var tooEarly = await rig.ReserveAsync(charge);
        rig.Clock.Advance(TimeSpan.FromTicks(1));
        var fits = await rig.ReserveAsync(charge);

        Assert.Equal((TimeSpan.FromMinutes(18.5), TimeSpan.FromMinutes(23.5)), (refused.States[0].RetryIn, refused.States[0].ResetsIn));
        Assert.False(tooEarly.IsAdmitted);
        Assert.Equal((true, 2), (fits.IsAdmitted, fits.States[0].Used));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RequestThatIsContentWithLess_GetsWhatIsLeft(bool inRedis)
    {
        await using var rig = await LimitRig.StartAsync(inRedis);
        await rig.ReserveAsync(rig.Charge(LimitMeasure.Tokens, 100, amount: 80));

        var lowered = await rig.ReserveAsync(rig.Charge(LimitMeasure.Tokens, 100, amount: 50, least: 20));
        var refused = await rig.ReserveAsync(rig.Charge(LimitMeasure.Tokens, 100, amount: 50, least: 1));
        var beyond = await rig.ReserveAsync(rig.Charge(LimitMeasure.Tokens, 100, amount: 150, least: 101));

        Assert.Equal((true, 100, 20), (lowered.IsAdmitted, lowered.States[0].Used, lowered.States[0].Asked));
        Assert.Equal([20], lowered.Reservation.Held);
        Assert.Equal((true, 1, TimeSpan.FromMinutes(1)), (refused.States[0].IsHit, refused.States[0].Asked, refused.States[0].RetryIn));
        Assert.Equal((true, 101, null), (beyond.States[0].IsHit, beyond.States[0].Asked, beyond.States[0].RetryIn));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CounterThatIsNew_BeginsWithWhatTheRecordsSay(bool inRedis)
    {
        await using var rig = await LimitRig.StartAsync(inRedis);
        var slot = TimeSpan.FromHours(1);
        rig.Past = (counter, from, _) => counter.Window switch
        {
            { IsRolling: true } => from == rig.Clock.GetUtcNow() - rig.Clock.GetUtcNow().TimeOfDay ? 40 : 0,
            { Length.TotalHours: 1 } => 30,
            _ => 1000,
        };
        var (hour, day) = (rig.Charge(LimitMeasure.Money, 50, Hour, 10), rig.Charge(LimitMeasure.Money, 60, RollingDay, 10));
        var (month, minute) = (rig.Charge(LimitMeasure.Money, 2000, LimitWindow.Month, 10), rig.Charge(LimitMeasure.Money, 100, amount: 10));

        var states = (await rig.ReserveAsync(hour, day, month, minute)).States;
        var asked = rig.Asked.Count;
        var more = (await rig.ReserveAsync(hour, day, month, minute)).States;
        var refused = await rig.ReserveAsync(hour, day, month, minute);

        Assert.Equal([40, 50, 1010, 10], states.Select(state => state.Used));
        Assert.Equal([50, 60, 1020, 20], more.Select(state => state.Used));
        Assert.Equal([true, true, false, false], refused.States.Select(state => state.IsHit));
        Assert.Equal(asked, rig.Asked.Count);
        Assert.DoesNotContain(minute.Counter, rig.Asked);

        // What was used at midnight is out at one, a day later.
        Assert.Equal(TimeSpan.FromHours(25) - rig.Clock.GetUtcNow().TimeOfDay, refused.States[1].RetryIn);
        Assert.Equal(slot, TimeSpan.FromTicks(RollingDay.SlotTicks));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reading_ReservesNothing(bool inRedis)
    {
        await using var rig = await LimitRig.StartAsync(inRedis);
        var charges = new[] { rig.Charge(LimitMeasure.Parallel, 1), rig.Charge(LimitMeasure.Tokens, 100, RollingDay, 150, 20) };

        for (var round = 0; round < 3; round++)
        {
            var reservation = rig.Reservation(charges);
            var states = await rig.Store.ReadAsync(reservation, CancellationToken.None);

            Assert.Empty(reservation.Held);
            Assert.Equal([(0, 1, false), (0, 100, false)], states.Select(state => (state.Used, state.Asked, state.IsHit)));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NumbersBeyondReason_LeaveTheLimitHit(bool inRedis)
    {
        await using var rig = await LimitRig.StartAsync(inRedis);
        var (money, free) = (rig.Charge(LimitMeasure.Money, 1_000_000), rig.Charge(LimitMeasure.Tokens, long.MaxValue));
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => rig.ReserveAsync(money, free)));

        foreach (var outcome in all)
        {
            rig.Store.Settle(outcome.Reservation, 1_000_000_000_000_000, 1_000_000_000_000_000);
        }

        Assert.InRange(await rig.UsedAsync(money), 4_000_000_000_000_000, long.MaxValue);
        Assert.False((await rig.ReserveAsync(money)).IsAdmitted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NamesThatResembleEachOther_AreCountedApart(bool inRedis)
    {
        await using var rig = await LimitRig.StartAsync(inRedis);
        (string Subject, string? Model)[] names = [("a", null), ("A", null), ("a:b", null), ("a", "b"), ("a:", "b"), ("a", ":b"), ("a", "B")];

        foreach (var (subject, model) in names)
        {
            var charge = rig.Charge(LimitMeasure.Requests, 1, subject: rig.Subject + subject, model: model);
            Assert.True((await rig.ReserveAsync(charge)).IsAdmitted, $"{subject} {model}");
            Assert.False((await rig.ReserveAsync(charge)).IsAdmitted, $"{subject} {model}");
        }
    }
}

using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Tests.Gateway.Limits;

public sealed class MemoryLimitStoreTests
{
    [Theory]
    [InlineData(LimitMeasure.Requests)]
    [InlineData(LimitMeasure.Tokens)]
    [InlineData(LimitMeasure.Money)]
    public async Task CounterOfADayThatNobodyUses_IsForgottenAndReadAgain(LimitMeasure measure)
    {
        await using var rig = LimitRig.InMemory();
        var charge = rig.Charge(measure, 100, LimitWindow.Parse("1d", isRolling: false), amount: 10, model: "one");
        var outcome = await rig.ReserveAsync(charge);
        rig.Store.Settle(outcome.Reservation, 10, 10);
        rig.Past = (_, _, _) => 25;

        rig.Clock.Advance(TimeSpan.FromMinutes(4));

        Assert.Equal(25, await rig.UsedAsync(charge));
        Assert.Equal(2, rig.Asked.Count);
    }

    // What a name remembers is of one store only, and of one counter however many names there are of it.
    [Fact]
    public async Task NamesThatAreEqual_CountTogetherInEachStore()
    {
        await using var rig = LimitRig.InMemory();
        await using var other = LimitRig.InMemory();
        var (one, same) = (rig.Charge(LimitMeasure.Requests, 9), rig.Charge(LimitMeasure.Requests, 9));
        await rig.ReserveAsync(one);
        await other.ReserveAsync(one);
        await rig.ReserveAsync(same);
        var early = await rig.ReserveAsync(one);

        // Forgotten where nobody uses it; held where a request is open.
        foreach (var each in new[] { rig, other })
        {
            each.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.Equal((0, 0, 0), (await rig.UsedAsync(one), await rig.UsedAsync(same), await other.UsedAsync(one)));
        rig.Store.Settle(early.Reservation, 0, 0);
        await other.ReserveAsync(same);
        await rig.ReserveAsync(one);
        Assert.Equal((1, 1, 1), (await rig.UsedAsync(one), await rig.UsedAsync(same), await other.UsedAsync(one)));
    }
}

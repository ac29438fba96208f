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
}

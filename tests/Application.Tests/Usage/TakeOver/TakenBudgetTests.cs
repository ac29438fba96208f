using AkashChat.Application.Usage.TakeOver;
using AkashChat.TestKit.Builders;

namespace AkashChat.Application.Tests.Usage.TakeOver;

public sealed class TakenBudgetTests
{
    [Theory]
    [InlineData("30d", 100_000_000, 40_000_000, null)]
    [InlineData("1mo", 100_000_000, 40_000_000, null)]
    [InlineData("720h", 100_000_000, 40_000_000, null)]
    [InlineData("1d", 2_800_000_000, 40_000_000, RemarkKind.Looser)]
    [InlineData("24h", 2_800_000_000, 40_000_000, RemarkKind.Looser)]
    [InlineData("1w", 400_000_000, 40_000_000, RemarkKind.Looser)]
    [InlineData("7d", 400_000_000, 40_000_000, RemarkKind.Looser)]
    [InlineData("56d", 50_000_000, 40_000_000, RemarkKind.Narrower)]
    [InlineData("2mo", 50_000_000, 40_000_000, RemarkKind.Narrower)]
    [InlineData(null, 60_000_000, 0, RemarkKind.Looser)]
    [InlineData("", 60_000_000, 0, RemarkKind.Looser)]
    [InlineData("0d", 60_000_000, 0, RemarkKind.Looser)]
    [InlineData("1d12h", 60_000_000, 0, RemarkKind.Looser)]
    [InlineData("forever", 60_000_000, 0, RemarkKind.Looser)]
    public void Window_BecomesACalendarMonth(string? duration, long budget, long spent, RemarkKind? remark)
    {
        var taken = Read(new LiteLlmAllowance { MaxBudget = 100, Spend = 40, BudgetDuration = duration, BudgetResetAt = AMoment.Now.AddDays(1) });

        Assert.Equal((budget, spent, remark), (taken.MicroUsd, taken.SpentMicroUsd, taken.Remark?.Kind));
        Assert.Equal(spent == 0, taken.FollowsSpend);
    }

    [Fact]
    public void WindowThatIsOver_HasNothingSpent() =>
        Assert.Equal(0, Read(new LiteLlmAllowance { MaxBudget = 100, Spend = 40, BudgetDuration = "30d", BudgetResetAt = AMoment.Now }).SpentMicroUsd);

    [Theory]
    [InlineData(0.29, 290_000)]
    [InlineData(0.0000001, 0)]
    [InlineData(-5, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(double.PositiveInfinity, 1_000_000_000_000_000)]
    public void Amount_IsNeverRoundedUp(double max, long budget) =>
        Assert.Equal(budget, Read(new LiteLlmAllowance { MaxBudget = max, BudgetDuration = "30d" }).MicroUsd);

    [Fact]
    public void SpentLifetimeBudget_StaysSpent() => Assert.Equal(0, Read(new LiteLlmAllowance { MaxBudget = 5, Spend = 7 }).MicroUsd);

    [Fact]
    public void NoBudget_IsNone() => Assert.Null(TakenBudget.Of(new LiteLlmAllowance { Spend = 5, BudgetDuration = "30d" }, AMoment.Now));

    private static TakenBudget Read(LiteLlmAllowance allowance) => TakenBudget.Of(allowance, AMoment.Now)!;
}

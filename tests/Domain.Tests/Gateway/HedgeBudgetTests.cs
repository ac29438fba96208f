using AkashChat.Domain.Gateway;

namespace AkashChat.Domain.Tests.Gateway;

public sealed class HedgeBudgetTests
{
    [Theory]
    [InlineData(0.05, 50)]
    [InlineData(0.5, 500)]
    [InlineData(0, 0)]
    public void AllWhoWantASecondAttempt_GetTheirShareAndTheFirstOne(double share, int expected)
    {
        var budget = new HedgeBudget();

        var hedged = Enumerable.Range(0, 1_000).Count(_ => Spend(budget, share));

        Assert.InRange(hedged, expected, expected + 1);
    }

    [Fact]
    public void QuietTime_SavesTenAtMost()
    {
        var budget = new HedgeBudget();
        for (var request = 0; request < 100_000; request++)
        {
            budget.Earn(0.05);
        }

        Assert.Equal(10, Enumerable.Range(0, 100).Count(_ => budget.TrySpend()));
    }

    [Fact]
    public void ManyAtOnce_SpendNoMoreThanWasEarned()
    {
        var budget = new HedgeBudget();
        var hedged = 0;

        Parallel.For(0, 10_000, _ =>
        {
            if (Spend(budget, 0.05))
            {
                Interlocked.Increment(ref hedged);
            }
        });

        Assert.InRange(hedged, 1, 501);
    }

    private static bool Spend(HedgeBudget budget, double share)
    {
        budget.Earn(share);
        return budget.TrySpend();
    }
}

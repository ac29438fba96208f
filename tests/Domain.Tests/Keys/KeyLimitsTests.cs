using AkashChat.Domain.Keys;

namespace AkashChat.Domain.Tests.Keys;

public sealed class KeyLimitsTests
{
    [Theory]
    [InlineData(null, null, null, true)]
    [InlineData(5, null, 5, true)]
    [InlineData(null, 5, 5, true)]
    [InlineData(5, 3, 3, true)]
    [InlineData(5, 5, 5, true)]
    [InlineData(5, 7, 5, false)]
    public void Number_IsTheSmallerAndContainedOnlyIfNotLarger(int? team, int? own, int? holds, bool contained)
    {
        var teams = new KeyLimits { RequestsPerMinute = team, ParallelRequests = team, TokensPerMinute = team, BudgetMicroUsd = team };
        var owns = new KeyLimits { RequestsPerMinute = own, ParallelRequests = own, TokensPerMinute = own, BudgetMicroUsd = own };

        var held = teams.NarrowedBy(owns);

        Assert.Equal((holds, holds, holds, (long?)holds), (held.RequestsPerMinute, held.ParallelRequests, held.TokensPerMinute, held.BudgetMicroUsd));
        Assert.Equal(contained, teams.Contain(owns));
    }

    [Theory]
    [InlineData(null, null, null, true)]
    [InlineData("a b", null, "a b", true)]
    [InlineData(null, "a", "a", true)]
    [InlineData("a b", "b", "b", true)]
    [InlineData("a b", "b c", "b", false)]
    [InlineData("a", "c", "", false)]
    public void Models_AreThoseInBothLists(string? team, string? own, string? holds, bool contained)
    {
        var teams = new KeyLimits { Models = Split(team) };
        var owns = new KeyLimits { Models = Split(own) };

        Assert.Equal(Split(holds), teams.NarrowedBy(owns).Models);
        Assert.Equal(contained, teams.Contain(owns));
    }

    [Fact]
    public void Narrowed_IsNeverWiderThanEither()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 10_000; round++)
        {
            var team = Any(random);
            var own = Any(random);
            var held = team.NarrowedBy(own);

            Assert.True(team.Contain(held) && own.Contain(held), $"seed {seed}, round {round}");
        }
    }

    private static KeyLimits Any(Random random) => new()
    {
        ParallelRequests = Number(random),
        RequestsPerMinute = Number(random),
        TokensPerMinute = Number(random),
        BudgetMicroUsd = Number(random),
        Models = random.Next(3) == 0 ? null : [.. "abcd".Where(_ => random.Next(2) == 0).Select(name => name.ToString())],
    };

    private static int? Number(Random random) => random.Next(3) == 0 ? null : random.Next(1, 10);

    private static string[]? Split(string? names) => names?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

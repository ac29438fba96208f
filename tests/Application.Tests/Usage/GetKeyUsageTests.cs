using AkashChat.Application.Keys.Challenges;
using AkashChat.Application.Keys.ClaimApiKey;
using AkashChat.Application.Keys.IssueChallenge;
using AkashChat.Application.Usage.GetKeyUsage;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.Domain.Usage;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Application.Tests.Usage;

/// <summary>The use case through MediatR, with a real database.</summary>
public sealed class GetKeyUsageTests
{
    private static readonly ClientNetwork Here = new("203.0.113.0/24");

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task Records_AreAddedUpByDayOfUtc(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        var (visitor, key) = await ClaimAsync(host);
        var today = new DateTimeOffset(host.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        await host.StoreAsync(
            AUsageRecord.Completed(key, today),
            AUsageRecord.Completed(key, today.AddDays(1).AddTicks(-1)),
            AUsageRecord.Completed(key, today.AddTicks(-1)),
            AUsageRecord.Failed(key, today.AddDays(-3)));

        var usage = await host.SendAsync(new GetKeyUsageQuery(visitor, key.Id));

        var day = DateOnly.FromDateTime(today.UtcDateTime);
        Assert.Equal(
            [new UsageDay(day, 2, 22, 14, null), new(day.AddDays(-1), 1, 11, 7, null), new(day.AddDays(-3), 1, 0, 0, null)],
            usage.Value.Days);
        Assert.Equal((4, 33, 21, null), (usage.Value.Requests, usage.Value.PromptTokens, usage.Value.CompletionTokens, usage.Value.CostMicroUsd));
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task OlderRecordsAndThoseOfOtherKeys_DoNotCount(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        var (visitor, key) = await ClaimAsync(host);
        var (_, other) = await ClaimAsync(host);
        var first = new DateTimeOffset(host.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(1 - GetKeyUsageQuery.Days);
        await host.StoreAsync(
            AUsageRecord.Completed(key, first), AUsageRecord.Completed(key, first.AddTicks(-1)), AUsageRecord.Completed(other, first));

        var usage = await host.SendAsync(new GetKeyUsageQuery(visitor, key.Id));

        Assert.Equal([new UsageDay(DateOnly.FromDateTime(first.UtcDateTime), 1, 11, 7, null)], usage.Value.Days);
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task Prices_AreAddedUpWhereThereAreAny(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        var (visitor, key) = await ClaimAsync(host);
        var now = host.Clock.GetUtcNow();
        await host.StoreAsync(Priced(key, now, 1_500_000), Priced(key, now, 250), AUsageRecord.Completed(key, now));

        var usage = await host.SendAsync(new GetKeyUsageQuery(visitor, key.Id));

        Assert.Equal(1_500_250, Assert.Single(usage.Value.Days).CostMicroUsd);
        Assert.Equal(1_500_250, usage.Value.CostMicroUsd);
    }

    [Fact]
    public async Task StrangersKeyAndAbsentKey_AreNotFoundAlike()
    {
        await using var host = await TestHost.StartAsync();
        var (visitor, _) = await ClaimAsync(host);
        var (_, strangers) = await ClaimAsync(host);

        var ofStranger = await host.SendAsync(new GetKeyUsageQuery(visitor, strangers.Id));
        var absent = await host.SendAsync(new GetKeyUsageQuery(visitor, ApiKeyId.New()));

        Assert.Equal(KeyErrors.NotFound, ofStranger.Error);
        Assert.Equal(KeyErrors.NotFound, absent.Error);
    }

    private static UsageRecord Priced(ApiKey key, DateTimeOffset at, long microUsd) => AUsageRecord.Completed(key, at, costMicroUsd: microUsd);

    private static async Task<(Visitor Visitor, ApiKey Key)> ClaimAsync(TestHost host)
    {
        var issued = (await host.SendAsync(new IssueChallengeCommand(ChallengeKind.ProofOfWork, Here))).Value;
        var answer = new ChallengeAnswer(issued.Text, ProofOfWork.Solve(issued.Text, issued.Difficulty, CancellationToken.None));
        var claimed = (await host.SendAsync(new ClaimApiKeyCommand("Counted", null, true, false, answer, Here))).Value;
        var key = await host.QueryAsync(database => database.Set<ApiKey>().AsNoTracking().SingleAsync(stored => stored.Id == claimed.Key.Id));
        return (new Visitor(claimed.UserId, Here), key);
    }
}

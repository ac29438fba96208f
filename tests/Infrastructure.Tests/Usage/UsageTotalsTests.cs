using AkashChat.Application.Usage;
using AkashChat.Domain.Keys;
using AkashChat.Domain.Usage;
using AkashChat.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace AkashChat.Infrastructure.Tests.Usage;

public sealed class UsageTotalsTests(ITestOutputHelper output)
{
    private const int Days = 4;

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task AnySpanOfAnySubject_IsExact(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        var seed = Random.Shared.Next();
        output.WriteLine($"Seed: {seed}");
        var random = new Random(seed);
        var keys = await UsageLedgerTests.AddKeysAsync(host, 3);
        var first = new DateTimeOffset(host.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var records = SomeUsage.Of(random, keys, first, Days, count: 500);
        await host.StoreAsync([.. records]);
        var totals = host.Services.GetRequiredService<IUsageTotals>();

        for (var round = 0; round < 200; round++)
        {
            var (from, to) = (SomeUsage.TimeOf(random, first, Days), SomeUsage.TimeOf(random, first, Days));
            var (subject, isMeant) = SubjectOf(random, keys);
            var model = random.Next(2) == 0 ? null : SomeUsage.Models[random.Next(SomeUsage.Models.Length)];
            var meant = records
                .Where(record => record.StartedAt >= from && record.StartedAt < to && isMeant(record) && (model is null || record.Model == model))
                .ToList();

            var total = await totals.SumAsync(subject, model, from, to, CancellationToken.None);

            var expected = new UsageTotal(
                meant.Count,
                meant.Sum(record => record.PromptTokens ?? 0),
                meant.Sum(record => record.CompletionTokens ?? 0),
                meant.Sum(record => record.CountedTokens ?? 0),
                meant.Sum(record => record.CostMicroUsd ?? 0));
            Assert.True(expected == total, $"{subject} {model} {from:O} to {to:O}: {total} instead of {expected}");
            if (model is not null)
            {
                var byModel = await totals.SumByModelAsync(subject, from, to, CancellationToken.None);
                Assert.Equal(expected, byModel.SingleOrDefault(row => row.Model == model).Total);
            }
        }
    }

    private static (UsageSubject Subject, Func<UsageRecord, bool> IsMeant) SubjectOf(Random random, List<ApiKey> keys)
    {
        var key = keys[random.Next(keys.Count)];
        return random.Next(4) switch
        {
            0 => (UsageSubject.Key(key.Id.Value), record => record.KeyId == key.Id.Value),
            1 => (UsageSubject.User(key.UserId), record => record.UserId == key.UserId.Value),
            2 => (UsageSubject.Team("team-b"), record => record.TeamId == "team-b"),
            _ => (UsageSubject.Service, _ => true),
        };
    }
}

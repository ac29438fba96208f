using System.Globalization;
using AkashChat.Application.Usage;
using AkashChat.Domain.Keys;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Persistence;
using AkashChat.Infrastructure.Usage;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AkashChat.Infrastructure.Tests.Usage;

public sealed class UsageUpkeepTests
{
    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task OldRecords_AreDeletedAndStayInTheSums(TestDatabase database)
    {
        await using var host = await StartAsync(database, retentionDays: 3);
        var (upkeep, key, today) = (UpkeepOf(host), (await UsageLedgerTests.AddKeysAsync(host, 1))[0], Today(host));
        var first = today.AddDays(-3);

        // Some in partitions of their own, most in the default one, in more than one piece.
        await host.StoreAsync([.. Enumerable.Range(0, 2_500).Select(number => Record(key, first.AddHours(-1).AddSeconds(-number)))]);
        await host.StoreAsync(Record(key, first.AddTicks(-1)), Record(key, first), Record(key, today));
        host.Clock.Advance(TimeSpan.FromDays(2));
        await upkeep.RunAsync(CancellationToken.None);
        var earlier = await CountAsync(host);
        await host.StoreAsync(Record(key, host.Clock.GetUtcNow()));
        host.Clock.Advance(TimeSpan.FromDays(4));

        await upkeep.RunAsync(CancellationToken.None);

        var totals = host.Services.GetRequiredService<IUsageTotals>();
        var total = await totals.SumAsync(UsageSubject.Key(key.Id.Value), null, first.AddMonths(-1), today.AddMonths(1), CancellationToken.None);
        Assert.Equal((1, 0), (earlier, await CountAsync(host)));
        Assert.Equal(2_504, total.Requests);
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task WithoutTheSetting_EverythingStays(TestDatabase database)
    {
        await using var host = await StartAsync(database, retentionDays: null);
        await host.StoreAsync(AUsageRecord.Completed(startedAt: Today(host).AddYears(-5)));

        await UpkeepOf(host).RunAsync(CancellationToken.None);

        Assert.Equal(1, await CountAsync(host));
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task WhoeverDeletesOldRecordsBesideOthers_ReturnsWhenNoneAreLeft(TestDatabase database)
    {
        await using var host = await StartAsync(database, retentionDays: 3);
        var (retention, old) = (host.Services.GetRequiredService<UsageRetention>(), Today(host).AddDays(-5));
        await host.StoreAsync([.. Enumerable.Range(0, 5_000).Select(number => AUsageRecord.Completed(startedAt: old.AddSeconds(number)))]);

        var left = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await retention.DeleteBeforeAsync(DateOnly.FromDateTime(Today(host).UtcDateTime), CancellationToken.None);
            return await CountAsync(host);
        }));

        Assert.All(left, count => Assert.Equal(0, count));
    }

    [Fact]
    public async Task RecordsBeforeTheirDayWasMade_MoveIntoItWhenItIs()
    {
        await using var host = await StartAsync(TestDatabase.Postgres, retentionDays: null);
        var (upkeep, today) = (UpkeepOf(host), Today(host));
        await upkeep.RunAsync(CancellationToken.None);
        await host.StoreAsync(AUsageRecord.Completed(startedAt: today), AUsageRecord.Completed(startedAt: today.AddDays(9)));
        var before = await PartitionsAsync(host);

        host.Clock.Advance(TimeSpan.FromDays(8));
        await upkeep.RunAsync(CancellationToken.None);
        var after = await PartitionsAsync(host);

        Assert.Equal(1, before[Name(today)]);
        Assert.Equal(1, before["usage_records_default"]);
        Assert.Equal(1, after[Name(today.AddDays(9))]);
        Assert.Equal(0, after["usage_records_default"]);
        Assert.Equal(
            ((int[])[0, 1, 2, 8, 9, 10]).Select(day => Name(today.AddDays(day))).Append("usage_records_default"), after.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(2, await CountAsync(host));
    }

    [Fact]
    public async Task NobodyMissesRecordsThatMove()
    {
        await using var host = await StartAsync(TestDatabase.Postgres, retentionDays: null);
        var (upkeep, today, key) = (UpkeepOf(host), Today(host), (await UsageLedgerTests.AddKeysAsync(host, 1))[0]);
        await upkeep.RunAsync(CancellationToken.None);

        // Few enough for each day to move well within the time that others are held up for at the most.
        var records = Enumerable.Range(0, 4_000).Select(number => Record(key, today.AddDays(10).AddSeconds(60 * number))).ToList();
        Assert.True(await host.Services.GetRequiredService<UsageLedger>().TrySaveAsync(records, CancellationToken.None));

        host.Clock.Advance(TimeSpan.FromDays(10));
        using var ended = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => CountUntilAsync(ended.Token))).ToArray();
        await upkeep.RunAsync(CancellationToken.None);
        await ended.CancelAsync();

        Assert.All(await Task.WhenAll(readers), counts => Assert.Equal([4_000], counts));

        async Task<HashSet<int>> CountUntilAsync(CancellationToken cancellationToken)
        {
            var counts = new HashSet<int>();
            do
            {
                counts.Add(await CountAsync(host));
            }
            while (!cancellationToken.IsCancellationRequested);
            return counts;
        }
    }

    [Fact]
    public async Task TwoInstancesAtOnce_DoItTogether()
    {
        await using var host = await StartAsync(TestDatabase.Postgres, retentionDays: 1);
        var upkeep = UpkeepOf(host);
        await upkeep.RunAsync(CancellationToken.None);
        host.Clock.Advance(TimeSpan.FromDays(30));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => upkeep.RunAsync(CancellationToken.None)));

        Assert.Equal(
            ((int[])[0, 1, 2]).Select(day => Name(Today(host).AddDays(day))).Append("usage_records_default"),
            (await PartitionsAsync(host)).Keys.Order(StringComparer.Ordinal));
    }

    internal static UsageUpkeep UpkeepOf(TestHost host) => host.Services.GetServices<IHostedService>().OfType<UsageUpkeep>().Single();

    private static Task<TestHost> StartAsync(TestDatabase database, int? retentionDays) => TestHost.StartAsync(options =>
    {
        options.Database = database;
        options.Settings["AKASHCHAT_USAGE_RETENTION_DAYS"] = retentionDays?.ToString(CultureInfo.InvariantCulture) ?? string.Empty;
    });

    private static UsageRecord Record(ApiKey key, DateTimeOffset at) => AUsageRecord.Completed(key, at);

    private static DateTimeOffset Today(TestHost host) => new(host.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);

    private static string Name(DateTimeOffset day) => string.Create(CultureInfo.InvariantCulture, $"usage_records_{day:yyyyMMdd}");

    private static Task<int> CountAsync(TestHost host) => host.QueryAsync(db => db.Set<UsageRecord>().CountAsync());

    private static async Task<Dictionary<string, long>> PartitionsAsync(TestHost host)
    {
        await using var database = await host.Services.GetRequiredService<PlainConnections>().OpenAsync(CancellationToken.None);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        await using (var list = database.Command("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'usage_records'::regclass"))
        {
            await using var reader = await list.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                counts.Add(reader.GetString(0), 0);
            }
        }

        foreach (var name in counts.Keys)
        {
            await using var count = database.Command($"SELECT count(*) FROM {name}");
            counts[name] = (long)(await count.ExecuteScalarAsync())!;
        }

        return counts;
    }
}

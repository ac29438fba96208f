using AkashChat.Application.Usage.EraseAccount;
using AkashChat.Domain.Keys;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Persistence;
using AkashChat.Infrastructure.Usage;
using AkashChat.Infrastructure.Usage.RollUps;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace AkashChat.Infrastructure.Tests.Usage;

/// <summary>The sums are those of the records, whatever happened; reckoned anew in SQL for comparison.</summary>
public sealed class UsageLedgerTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task Batches_AreSummedUpOnceHoweverOftenTheyCome(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        var (random, keys) = (NewRandom(output), await AddKeysAsync(host, 3));
        var records = SomeUsage.Of(random, keys, Today(host), days: 3, count: 400);

        for (var round = 0; round < 8; round++)
        {
            // Parts that overlap, and one within which a record comes twice.
            var batch = records.Skip(random.Next(300)).Take(100).ToList();
            batch.AddRange(batch.Take(round % 2));
            await BookAsync(host, batch);
        }

        await BookAsync(host, records);

        Assert.Equal(records.Count, await host.QueryAsync(db => db.Set<UsageRecord>().CountAsync()));
        await AssertSumsAsync(host);
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task ErasedPersons_StayInTheSumsAsNobody(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        var (random, keys) = (NewRandom(output), await AddKeysAsync(host, 3));
        var records = SomeUsage.Of(random, keys, Today(host), days: 3, count: 300);
        await BookAsync(host, records.Take(200).ToList());

        foreach (var key in keys.Take(2))
        {
            Assert.True((await host.SendAsync(new EraseAccountCommand(new(key.UserId, TestPeople.Loopback), EraseAccountCommand.Phrase))).IsSuccess);
        }

        await BookAsync(host, records.Skip(200).ToList());

        await AssertSumsAsync(host);
        var owners = await host.QueryAsync(db => db.Set<DaySums>().Select(sums => new { sums.UserId, sums.KeyId }).Distinct().ToListAsync());
        Assert.Equivalent(
            new[] { (Guid.Empty, UsageRecord.ErasedKeyId), (keys[2].UserId.Value, keys[2].Id.Value) },
            owners.Select(owner => (owner.UserId, owner.KeyId)));
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task NonsenseFromAServer_DoesNotOverflowTheSums(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        var key = (await AddKeysAsync(host, 1))[0];
        var records = Enumerable.Range(0, 20).Select(_ => AUsageRecord.Completed(key, Today(host), costMicroUsd: long.MaxValue)).ToList();

        await BookAsync(host, records);

        await AssertSumsAsync(host);
        Assert.Equal(20 * UsageRecord.MaxCostMicroUsd, await host.QueryAsync(db => db.Set<DaySums>().SumAsync(sums => sums.CostMicroUsd)));
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task LastUse_IsLessThanAMinuteOld(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        var key = (await AddKeysAsync(host, 1))[0];

        foreach (var (second, least, most) in new[] { (5, 5, 5), (50, 5, 50), (65, 6, 65), (30, 6, 65), (185, 185, 185) })
        {
            await BookAsync(host, [AUsageRecord.Completed(key, Today(host).AddSeconds(second))]);

            var lastUsed = await host.QueryAsync(db => db.Set<ApiKey>().Select(one => one.LastUsedAt).SingleAsync());
            Assert.InRange(lastUsed!.Value, Today(host).AddSeconds(least), Today(host).AddSeconds(most));
        }
    }

    internal static async Task<List<ApiKey>> AddKeysAsync(TestHost host, int count)
    {
        var keys = new List<ApiKey>();
        for (var number = 0; number < count; number++)
        {
            keys.Add((await host.AddKeyAsync(await host.AddPermissionlessUserAsync())).Key);
        }

        return keys;
    }

    private static DateTimeOffset Today(TestHost host) => new(host.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);

    internal static async Task BookAsync(TestHost host, IEnumerable<UsageRecord> records) =>
        Assert.True(await host.Services.GetRequiredService<UsageLedger>().TrySaveAsync([.. records], CancellationToken.None));

    internal static async Task AssertSumsAsync(TestHost host)
    {
        (await host.Services.GetRequiredService<GatheredSums>().TakeTurnWithAllWrittenAsync(CancellationToken.None)).Dispose();
        await using var database = await host.Services.GetRequiredService<PlainConnections>().OpenAsync(CancellationToken.None);
        foreach (var table in RollUpTable.All)
        {
            var booked = await ReadAsync();
            await ExecuteAsync($"DELETE FROM {table.Name}");
            await ExecuteAsync(RollUpSql.Fill(table));
            Assert.Equal(await ReadAsync(), booked);

            async Task<List<string>> ReadAsync()
            {
                await using var select = database.Command($"SELECT {string.Join(", ", table.Columns)} FROM {table.Name}");
                await using var reader = await select.ExecuteReaderAsync();
                var rows = new List<string>();
                while (await reader.ReadAsync())
                {
                    rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)));
                }

                Assert.NotEmpty(rows);
                return [.. rows.Order(StringComparer.Ordinal)];
            }
        }

        async Task ExecuteAsync(string text)
        {
            await using var command = database.Command(text);
            await command.ExecuteNonQueryAsync();
        }
    }

    internal static Random NewRandom(ITestOutputHelper output)
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"Seed: {seed}");
        return new Random(seed);
    }
}

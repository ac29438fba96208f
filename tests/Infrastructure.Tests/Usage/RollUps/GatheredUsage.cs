using AkashChat.Application.Usage;
using AkashChat.Domain.Keys;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Persistence;
using AkashChat.Infrastructure.Settings;
using AkashChat.Infrastructure.Usage;
using AkashChat.Infrastructure.Usage.RollUps;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Infrastructure.Tests.Usage.RollUps;

/// <summary>Books usage of now, whose sums are gathered, and looks at what became of it.</summary>
internal static class GatheredUsage
{
    // Of this hour and the one before.
    internal static List<UsageRecord> Recent(Random random, TestHost host, IReadOnlyList<ApiKey> keys, int count)
    {
        var now = host.Clock.GetUtcNow();
        var records = new List<UsageRecord>();
        while (records.Count < count)
        {
            records.AddRange(SomeUsage.Of(random, keys, now.AddDays(-1), days: 1, count).Where(record =>
                record.StartedAt.UtcTicks / TimeSpan.TicksPerHour >= (now.UtcTicks / TimeSpan.TicksPerHour) - 1));
        }

        return records[..count];
    }

    // As if the commit were reported as failed.
    internal static async Task BookWithoutEndAsync(TestHost host, IReadOnlyList<UsageRecord> records, bool tookEffect)
    {
        using var turn = await host.Services.GetRequiredService<GatheredSums>().TakeTurnAsync(CancellationToken.None);
        await using var database = await host.Services.GetRequiredService<PlainConnections>().OpenAsync(CancellationToken.None);
        await using var transaction = await database.BeginTransactionAsync();
        var owners = await ErasedOwners.FindAliveAsync(transaction, records, CancellationToken.None);
        await transaction.AddNewUsageAsync(records, owners, CancellationToken.None);
        await turn.AddAsync(transaction, records, owners, CancellationToken.None);
        if (tookEffect)
        {
            await transaction.CommitAsync();
        }
    }

    internal static Task<TestHost> StartOnAsync(string folder, DateTimeOffset now, Action<TestHostOptions>? choose = null) => TestHost.StartAsync(options =>
    {
        options.Clock = new FakeTimeProvider(now);
        options.Settings[SettingNames.Data] = folder;
        choose?.Invoke(options);
    });

    internal static async Task AssertNobodyIsLeftAsync(TestHost host, IReadOnlyList<ApiKey> keys)
    {
        var known = keys.Select(key => key.UserId.Value).Append(Guid.Empty).ToHashSet();
        Assert.All(await host.QueryAsync(db => db.Set<DaySums>().Select(sums => sums.UserId).Distinct().ToListAsync()), owner => Assert.Contains(owner, known));
    }

    internal static async Task<long> SumAsync(TestHost host)
    {
        var now = host.Clock.GetUtcNow();
        var totals = host.Services.GetRequiredService<IUsageTotals>();
        return (await totals.SumAsync(UsageSubject.Service, null, now.AddDays(-30), now.AddDays(1), CancellationToken.None)).Requests;
    }

    internal static Task<long> CountHoursAsync(TestHost host) => CountAsync(host, RollUpTable.Hours.Name);

    internal static async Task<long> CountAsync(TestHost host, string table)
    {
        await using var database = await host.Services.GetRequiredService<PlainConnections>().OpenAsync(CancellationToken.None);
        await using var count = database.Command($"SELECT count(*) FROM {table}");
        return (long)(await count.ExecuteScalarAsync())!;
    }

    internal static async Task ExecuteAsync(TestHost host, string text)
    {
        await using var database = await host.Services.GetRequiredService<PlainConnections>().OpenAsync(CancellationToken.None);
        await using var command = database.Command(text);
        await command.ExecuteNonQueryAsync();
    }
}

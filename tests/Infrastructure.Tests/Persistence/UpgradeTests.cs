using AkashChat.Application.Usage;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Persistence;
using AkashChat.Infrastructure.Tests.Usage;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Infrastructure.Tests.Persistence;

/// <summary>What an older version wrote is there after the upgrade.</summary>
public sealed class UpgradeTests
{
    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task FirstVersion_KeepsUsersKeysAndWhatTheyAgreedTo(TestDatabase database)
    {
        var folder = Directory.CreateTempSubdirectory("akashchat-upgrade-").FullName;
        var (name, value) = await database.CreateAsync(folder);
        var (user, made) = (Guid.CreateVersion7(), new DateTimeOffset(2026, 11, 9, 10, 0, 0, TimeSpan.Zero));
        await using (var old = new AppDbContext(Options(database, folder, value)))
        {
            await old.GetService<IMigrator>().MigrateAsync("20261123183225_Initial");
            await InsertAsync(old, user, made);
        }

        await using var host = await TestHost.StartAsync(options => options.Settings[name] = value);

        var consent = await host.QueryAsync(db => db.Set<Consent>().SingleAsync());
        var keys = await host.QueryAsync(db => db.Set<ApiKey>().OrderBy(key => key.Name).ToListAsync());
        Assert.Equal(
            (new UserId(user), ConsentKind.Terms, 1, "2026-11-01", true, made),
            (consent.UserId, consent.Kind, consent.Number, consent.Version, consent.Given, consent.At));
        Assert.Equal([("active", 0, made.AddDays(5)), ("revoked", null, made.AddDays(5))], keys.Select(key => (key.Name, key.Slot, key.LatestEnd)));
        Assert.Equal(KeyLimits.None, keys[0].OwnLimits);
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task UsageFromBeforeThereWereSums_IsKeptAndSummedUp(TestDatabase database)
    {
        var folder = Directory.CreateTempSubdirectory("akashchat-upgrade-").FullName;
        var (name, value) = await database.CreateAsync(folder);
        var (user, first) = (Guid.CreateVersion7(), new DateTimeOffset(2026, 9, 1, 10, 0, 0, TimeSpan.Zero));
        await using (var old = new AppDbContext(Options(database, folder, value)))
        {
            await old.GetService<IMigrator>().MigrateAsync("20261126081644_KeyChanges");
            for (var number = 0; number < 60; number++)
            {
                var at = first.AddHours(number * 7);
                long? tokens = number switch { 0 => long.MaxValue, 1 => null, _ => number };
                await old.Database.ExecuteSqlAsync(
                    $"INSERT INTO usage_records (id, key_id, user_id, team_id, started_at, route, model, deployment_id, streamed, status, outcome, prompt_tokens, latency_microseconds) VALUES ({Guid.CreateVersion7(at)}, 'key0000001', {user}, 'team', {at.UtcTicks}, 'r', 'm', 'd', {false}, 200, 0, {tokens}, 1)");
            }
        }

        await using var host = await TestHost.StartAsync(options => options.Settings[name] = value);

        var totals = host.Services.GetRequiredService<IUsageTotals>();
        var all = await totals.SumAsync(UsageSubject.User(new UserId(user)), null, first.AddYears(-1), first.AddYears(1), CancellationToken.None);
        var some = await totals.SumAsync(UsageSubject.Team("team"), "m", first.AddHours(7).AddTicks(1), first.AddHours(70), CancellationToken.None);
        var (every, eight) = (UsageRecord.MaxTokens + Enumerable.Range(2, 58).Sum(), Enumerable.Range(2, 8).Sum());
        Assert.Equal(new UsageTotal(60, every, 0, every, 0), all);
        Assert.Equal(new UsageTotal(8, eight, 0, eight, 0), some);
        Assert.Equal(60, await host.QueryAsync(db => db.Set<UsageRecord>().CountAsync()));
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task UsageFromBeforeTokensWereCounted_CountsWhatServersTold(TestDatabase database)
    {
        var folder = Directory.CreateTempSubdirectory("akashchat-upgrade-").FullName;
        var (name, value) = await database.CreateAsync(folder);
        var (user, first) = (Guid.CreateVersion7(), new DateTimeOffset(2026, 9, 1, 10, 0, 0, TimeSpan.Zero));
        var expected = 0L;
        await using (var old = new AppDbContext(Options(database, folder, value)))
        {
            // With sums, as they were made out of the records.
            await old.GetService<IMigrator>().MigrateAsync("20261126081644_KeyChanges");
            for (var number = 0; number < 40; number++)
            {
                var (at, isCached) = (first.AddMinutes(number * 25), number % 3 == 0);
                long? tokens = number % 5 == 0 ? null : number;
                await old.Database.ExecuteSqlAsync(
                    $"INSERT INTO usage_records (id, key_id, user_id, team_id, started_at, route, model, deployment_id, streamed, status, outcome, prompt_tokens, completion_tokens, latency_microseconds, cached) VALUES ({Guid.CreateVersion7(at)}, {"key000000" + (number % 2)}, {user}, 'team', {at.UtcTicks}, 'r', {"m" + (number % 4)}, 'd', {false}, 200, 0, {tokens}, 2, 1, {isCached})");
                expected += isCached ? 0 : (tokens ?? 0) + 2;
            }

            await old.GetService<IMigrator>().MigrateAsync("20261126113847_UsagePartitions");
        }

        await using var host = await TestHost.StartAsync(options => options.Settings[name] = value);

        var total = await host.Services.GetRequiredService<IUsageTotals>()
            .SumAsync(UsageSubject.Service, null, first.AddYears(-1), first.AddYears(1), CancellationToken.None);
        var records = await host.QueryAsync(db => db.Set<UsageRecord>().AsNoTracking().ToListAsync());
        Assert.Equal((40, expected, expected), (total.Requests, total.CountedTokens, records.Sum(record => record.CountedTokens)));
        await UsageLedgerTests.AssertSumsAsync(host);
    }

    private static DbContextOptions<AppDbContext> Options(TestDatabase database, string folder, string value)
    {
        var options = new DbContextOptionsBuilder<AppDbContext>();
        return (database == TestDatabase.Sqlite ? options.UseSqlite(SqliteFile.ConnectionString(folder)) : options.UseNpgsql(value)).Options;
    }

    private static async Task InsertAsync(AppDbContext database, Guid user, DateTimeOffset made)
    {
        await database.Database.ExecuteSqlAsync($"INSERT INTO teams (id, tier, created_at) VALUES ('chatapi-pless', 0, {made.UtcTicks})");
        await database.Database.ExecuteSqlAsync(
            $"INSERT INTO users (id, team_id, tier, created_at, terms_accepted_at, terms_version) VALUES ({user}, 'chatapi-pless', 0, {made.UtcTicks}, {made.UtcTicks}, '2026-11-01')");
        foreach (var (id, keyName, state) in new[] { ("0123456789", "active", 1), ("9876543210", "revoked", 4) })
        {
            await database.Database.ExecuteSqlAsync(
                $"INSERT INTO api_keys (id, user_id, team_id, name, hash, preview, state, created_at, expires_at) VALUES ({id}, {user}, 'chatapi-pless', {keyName}, {id + "hash"}, 'p', {state}, {made.UtcTicks}, {made.AddDays(5).UtcTicks})");
        }
    }
}

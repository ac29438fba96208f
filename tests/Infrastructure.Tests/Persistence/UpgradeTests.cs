using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Persistence;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

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

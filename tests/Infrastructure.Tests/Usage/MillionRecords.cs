using System.Data.Common;
using System.Globalization;
using AkashChat.Domain.Accounts;
using AkashChat.Infrastructure.Persistence;
using AkashChat.Infrastructure.Usage.Partitions;
using AkashChat.Infrastructure.Usage.RollUps;
using AkashChat.TestKit.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Infrastructure.Tests.Usage;

/// <summary>A million usage records of many keys over several weeks, made by the database itself.</summary>
internal static class MillionRecords
{
    internal const int Count = 1_000_000;
    internal const int Days = 35;

    private const int Keys = 200;

    internal static string KeyId(int number) => number.ToString("D10", CultureInfo.InvariantCulture);

    /// <summary>The owner of a key; each has two.</summary>
    internal static UserId UserOf(int key) => new(Guid.Parse($"00000000-0000-7000-8000-{key / 2:D12}"));

    /// <summary>Adds them: the last day is the given one.</summary>
    internal static async Task AddAsync(TestHost host, DateOnly today, int seed)
    {
        var first = today.AddDays(1 - Days);
        var partitions = host.Services.GetRequiredService<UsagePartitions>();
        await using var database = await host.Services.GetRequiredService<PlainConnections>().OpenAsync(CancellationToken.None);
        var isSqlite = database is SqliteConnection;
        if (isSqlite)
        {
            // Only to be made faster.
            await ExecuteAsync(database, "PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-300000");
        }

        for (var day = first; !isSqlite && day <= today; day = day.AddDays(1))
        {
            await partitions.MakeAheadAsync(day, CancellationToken.None);
        }

        // At once: the host's first look for old records may delete some as soon as they are there.
        await ExecuteAsync(database, isSqlite ? "BEGIN IMMEDIATE" : "BEGIN");
        await ExecuteAsync(database, isSqlite ? Insert(Sqlite, first, seed) : Insert(Postgres, first, seed));
        foreach (var statement in RollUpSql.FillAll())
        {
            await ExecuteAsync(database, statement);
        }

        await ExecuteAsync(database, "COMMIT");
        await ExecuteAsync(database, "ANALYZE");
        if (isSqlite)
        {
            await ExecuteAsync(database, "PRAGMA synchronous=FULL; PRAGMA temp_store=DEFAULT; PRAGMA cache_size=-2000; PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    /// <summary>Makes an account the owner of what another one used.</summary>
    internal static async Task GiveAsync(TestHost host, UserId from, UserId to)
    {
        await using var database = await host.Services.GetRequiredService<PlainConnections>().OpenAsync(CancellationToken.None);
        foreach (var table in new[] { "usage_records", RollUpTable.Hours.Name, RollUpTable.Days.Name })
        {
            await using var give = database.Command($"UPDATE {table} SET user_id = @p1 WHERE user_id = @p0", from.Value, to.Value);
            Assert.True(await give.ExecuteNonQueryAsync() > 0);
        }
    }

    /// <summary>How many records there are from before a day.</summary>
    internal static async Task<long> CountBeforeAsync(TestHost host, DateOnly first)
    {
        await using var database = await host.Services.GetRequiredService<PlainConnections>().OpenAsync(CancellationToken.None);
        await using var count = database.Command("SELECT count(*) FROM usage_records WHERE started_at < @p0", first.ToDateTime(TimeOnly.MinValue).Ticks);
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private static (string Numbers, string Guid, string Text) Sqlite => (
        $"WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < {Count - 1})",
        "printf('00000000-0000-7000-8000-%012d', {0})",
        "printf('%010d', {0})");

    private static (string Numbers, string Guid, string Text) Postgres => (
        $"WITH numbers (n) AS (SELECT n::bigint FROM generate_series(0, {Count - 1}) AS n)",
        "('00000000-0000-7000-8000-' || lpad(({0})::text, 12, '0'))::uuid",
        "lpad(({0})::text, 10, '0')");

    private static string Insert((string Numbers, string Guid, string Text) words, DateOnly first, int seed)
    {
        // Below 2^31, and looks like chance.
        var chance = $"(((n + {seed}) * 48271) % 2147483647)";
        var key = $"({chance} % {Keys})";
        var step = Days * TimeSpan.TicksPerDay / Count;
        return $"""
            {words.Numbers}
            INSERT INTO usage_records (id, key_id, user_id, team_id, started_at, route, model, deployment_id, attempts, cached, streamed, status, outcome,
              prompt_tokens, completion_tokens, counted_tokens, cost_micro_usd, latency_microseconds)
            SELECT {Format(words.Guid, "n")}, {Format(words.Text, key)}, {Format(words.Guid, $"{key} / 2")}, 'team-' || ({key} % 2),
              {first.ToDateTime(TimeOnly.MinValue).Ticks} + n * {step}, 'chat/completions', 'model-' || ({chance} / 1000 % 3), 'one', 1, FALSE, FALSE, 200,
              {chance} / 7000 % 4, {chance} % 900, {chance} % 700, {chance} % 900 + {chance} % 700, {chance} % 5000, 1000
            FROM numbers
            """;
    }

    private static string Format(string form, string value) => form.Replace("{0}", value, StringComparison.Ordinal);

    private static async Task ExecuteAsync(DbConnection database, string text)
    {
        await using var command = database.Command(text);
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync();
    }
}

using System.Globalization;
using AkashChat.TestKit.Servers;
using Npgsql;
using StackExchange.Redis;

namespace AkashChat.Application.Tests.Kit;

/// <summary>The real servers that other tests stand on.</summary>
public sealed class ServersTests
{
    [Fact]
    public async Task Postgres_GivesEachTestADatabaseOfItsOwn()
    {
        var server = await PostgresServer.SharedAsync();

        var one = await server.CreateDatabaseAsync();
        var other = await server.CreateDatabaseAsync();

        await ExecuteAsync(one, "CREATE TABLE things (id int)");
        Assert.Equal(0L, await ExecuteAsync(other, "SELECT count(*) FROM pg_tables WHERE tablename = 'things'"));
    }

    [Fact]
    public async Task PostgresTemplate_IsPreparedOnceAndCopied()
    {
        var server = await PostgresServer.SharedAsync();
        var prepared = 0;

        var copies = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => server.CreateDatabaseAsync("kit", PrepareAsync)));

        Assert.Equal(1, prepared);
        Assert.Equal(3, copies.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(7, await ExecuteAsync(copies[2], "SELECT id FROM things"));

        async Task PrepareAsync(string database)
        {
            Interlocked.Increment(ref prepared);
            await ExecuteAsync(database, "CREATE TABLE things (id int); INSERT INTO things VALUES (7)");
        }
    }

    [Fact]
    public async Task RedisWithPassword_RefusesOthers()
    {
        await using var server = await RedisServer.StartNewAsync("pass-word");
        var stranger = string.Create(CultureInfo.InvariantCulture, $"{server.Host}:{server.Port},connectRetry=0,connectTimeout=2000");

        await using var friend = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var refused = await Record.ExceptionAsync(() => ConnectionMultiplexer.ConnectAsync(stranger));

        Assert.True(await friend.GetDatabase().StringSetAsync("key", "value"));
        Assert.IsType<RedisConnectionException>(refused);
    }

    [Fact]
    public async Task RedisThatWasStopped_ComesBackAtTheSamePort()
    {
        await using var server = await RedisServer.StartNewAsync();
        var port = server.Port;
        await server.StopAsync();

        var away = await Record.ExceptionAsync(() => ConnectionMultiplexer.ConnectAsync($"{server.Host}:{port},connectRetry=0,connectTimeout=1000"));
        await server.StartAsync();

        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        Assert.IsType<RedisConnectionException>(away);
        Assert.Equal(port, server.Port);
        Assert.True(await connection.GetDatabase().StringSetAsync("key", "value"));
    }

    private static async Task<object?> ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}

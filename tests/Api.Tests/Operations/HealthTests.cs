using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Servers;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Api.Tests.Operations;

public sealed class HealthTests
{
    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task Hole28_Health_IsOneWord(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);

        using var live = await host.Client.GetPathAsync("health/live");
        using var ready = await host.Client.GetPathAsync("health/ready");

        Assert.Equal((HttpStatusCode.OK, """{"status":"alive"}"""), (live.StatusCode, await live.Content.ReadAsStringAsync()));
        Assert.Equal((HttpStatusCode.OK, """{"status":"ready"}"""), (ready.StatusCode, await ready.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task DatabaseAway_IsNotReadyAndAnOutageInsteadOfAWrongKey()
    {
        await using var server = await PostgresServer.StartNewAsync();
        var connection = await server.CreateDatabaseAsync();
        await using var host = await TestHost.StartAsync(options => options.Settings["DATABASE_URL"] = connection);
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        host.Clock.Advance(TimeSpan.FromSeconds(2));
        var solved = await host.SolveChallengeAsync();
        await server.StopAsync();

        using var gateway = await client.GetPathAsync("v1/models");
        using var challenge = await host.Client.PostAsync(new Uri("api/challenges/proof-of-work", UriKind.Relative), null);
        using var claim = await Keys.ClaimApiKeyTests.ClaimAsync(host, solved);
        using var ready = await host.Client.GetPathAsync("health/ready");
        using var live = await host.Client.GetPathAsync("health/live");

        await gateway.MustBeOpenAiErrorAsync(503, "service.store_unavailable");
        await challenge.MustBeProblemAsync(503, "service.store_unavailable");
        await claim.MustBeProblemAsync(503, "service.store_unavailable");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        await server.StartAsync();
    }

    [Fact]
    public async Task RedisConfigured_KeepsTheKeysThatSealCookiesAndDecidesReadiness()
    {
        await using var redis = await RedisServer.StartNewAsync("redis-password");
        await using var host = await TestHost.StartAsync(options =>
        {
            options.Settings["REDIS_HOST"] = redis.Host;
            options.Settings["REDIS_PORT"] = redis.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
            options.Settings["REDIS_PASSWORD"] = redis.Password!;
        });
        await host.ClaimKeyAsync();

        using var before = await host.Client.GetPathAsync("health/ready");
        var keysInDatabase = await host.QueryAsync(db => db.Database.SqlQueryRaw<int>("SELECT COUNT(*) AS \"Value\" FROM data_protection_keys").SingleAsync());
        await redis.StopAsync();
        host.Clock.Advance(TimeSpan.FromSeconds(2));
        using var after = await host.Client.GetPathAsync("health/ready");

        Assert.Equal(0, keysInDatabase);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, after.StatusCode);
    }
}

using AkashChat.Application.Usage;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Infrastructure.Tests.Usage;

public sealed class UsageWriterTests
{
    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task OrderlyStop_SavesEveryRecordThatWasHandedOver(TestDatabase database)
    {
        const int Records = 2_000;
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        var sink = host.Services.GetRequiredService<IUsageSink>();
        for (var number = 0; number < Records; number++)
        {
            sink.Record(AUsageRecord.Completed());
        }

        var saved = await host.StopAndReadUsageAsync();

        Assert.Equal(Records, saved.Count);
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task SavedRecord_IsTheOneThatWasHandedOver(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        await host.ClaimKeyAsync();
        var key = await host.QueryAsync(records => records.Set<ApiKey>().AsNoTracking().SingleAsync());
        var full = AUsageRecord.Completed(key, costMicroUsd: 5);
        var sparse = AUsageRecord.Failed(key, AMoment.Now.AddSeconds(1));
        host.Services.GetRequiredService<IUsageSink>().Record(full);
        host.Services.GetRequiredService<IUsageSink>().Record(sparse);

        var saved = await host.StopAndReadUsageAsync();

        Assert.Equivalent(new[] { full, sparse }, saved, strict: true);
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task RecordThatIsThereAlready_IsSavedOnceAndHoldsUpNone(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        var sink = host.Services.GetRequiredService<IUsageSink>();
        var twice = AUsageRecord.Completed();
        sink.Record(twice);
        sink.Record(twice);
        sink.Record(AUsageRecord.Completed());

        var saved = await host.StopAndReadUsageAsync();

        Assert.Equal(2, saved.Count);
        Assert.DoesNotContain("is lost", host.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RecordThatTheDatabaseRefuses_IsDroppedAloneAndReported()
    {
        await using var host = await TestHost.StartAsync(options => options.Database = TestDatabase.Postgres);
        var sink = host.Services.GetRequiredService<IUsageSink>();
        sink.Record(AUsageRecord.Completed());
        sink.Record(AUsageRecord.Completed(model: new string('m', 300)));
        sink.Record(AUsageRecord.Completed());

        var saved = await host.StopAndReadUsageAsync();

        Assert.Equal(2, saved.Count);
        Assert.Contains("the database refuses it (22001)", host.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DatabaseAwayForAWhile_LosesNoRecord()
    {
        await using var server = await PostgresServer.StartNewAsync();
        var connection = await server.CreateDatabaseAsync();
        await using var host = await TestHost.StartAsync(options => options.Settings["DATABASE_URL"] = connection);
        var sink = host.Services.GetRequiredService<IUsageSink>();
        await server.StopAsync();

        sink.Record(AUsageRecord.Completed());
        await host.Log.WaitForAsync("usage records could not be saved");
        await server.StartAsync();
        var saved = await host.StopAndReadUsageAsync();

        Assert.Single(saved);
    }
}

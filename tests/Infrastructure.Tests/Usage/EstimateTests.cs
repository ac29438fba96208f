using System.Text;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Usage;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Infrastructure.Tests.Usage;

/// <summary>A call that was booked as an estimate, because its process was thought dead, and its record end as one, whichever comes first.</summary>
public sealed class EstimateTests
{
    private const long EstimatedCost = 7;
    private const long EstimatedTokens = 3;

    [Theory]
    [InlineData(TestDatabase.Sqlite, true)]
    [InlineData(TestDatabase.Sqlite, false)]
    [InlineData(TestDatabase.Postgres, true)]
    [InlineData(TestDatabase.Postgres, false)]
    public async Task RecordOfACallThatWasTakenForDead_TakesTheEstimatesPlace(TestDatabase database, bool estimateComesFirst)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        var key = (await UsageLedgerTests.AddKeysAsync(host, 1))[0];
        var record = AUsageRecord.Completed(key, host.Clock.GetUtcNow(), costMicroUsd: 50);
        var estimate = record.ToEstimate(EstimatedTokens, EstimatedCost);

        await UsageLedgerTests.BookAsync(host, [estimateComesFirst ? estimate : record]);
        await UsageLedgerTests.BookAsync(host, [estimateComesFirst ? record : estimate]);
        await UsageLedgerTests.BookAsync(host, [record, estimate]);

        var booked = Assert.Single(await host.QueryAsync(db => db.Set<UsageRecord>().AsNoTracking().ToListAsync()));
        Assert.Equivalent(record, booked, strict: true);
        await UsageLedgerTests.AssertSumsAsync(host);
    }

    [Fact]
    public void Record_ComesThroughItsFormAsItWas()
    {
        var key = AKey.Active().Key;
        var record = AUsageRecord.Completed(key, AMoment.Now.AddTicks(1), costMicroUsd: 50);

        Assert.Equivalent(record, UsageRecordFormat.Read(UsageRecordFormat.Write(record)), strict: true);
        Assert.Null(UsageRecordFormat.Read("{\"Id\":1}"u8));
    }

    [Fact]
    public void LineOfBeforeTokensWereCounted_CountsThoseThatWereTold()
    {
        const string line = """
            {"Id":"0198c0de-0000-7000-8000-000000000001","KeyId":"key0000001","UserId":"0198c0de-0000-7000-8000-000000000002","TeamId":"t",
            "StartedAt":"2026-11-09T10:00:00+00:00","Route":"r","Model":"m","DeploymentId":"d","Attempts":1,"Cached":false,"Streamed":false,
            "Status":200,"Outcome":0,"PromptTokens":11,"CompletionTokens":7,"LatencyMicroseconds":1}
            """;

        var told = UsageRecordFormat.Read(Encoding.UTF8.GetBytes(line))!;
        var cached = UsageRecordFormat.Read(Encoding.UTF8.GetBytes(line.Replace("\"Cached\":false", "\"Cached\":true", StringComparison.Ordinal)))!;

        Assert.Equal((18, 0, null), (told.CountedTokens, cached.CountedTokens, told.AskedModel));
    }
}

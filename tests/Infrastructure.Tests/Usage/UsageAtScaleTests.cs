using System.Diagnostics;
using System.Globalization;
using AkashChat.Application.Usage;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Usage;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace AkashChat.Infrastructure.Tests.Usage;

/// <summary>The tests that measure, one after another and beside no other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuringTests
{
    /// <summary>The name of the collection.</summary>
    public const string Name = "measuring";
}

/// <summary>A million records: what pages and budgets ask is answered at once, and what is old goes without holding anybody up.</summary>
[Collection(MeasuringTests.Name)]
public sealed class UsageAtScaleTests(ITestOutputHelper output)
{
    private const int RetentionDays = MillionRecords.Days - 3;
    private const int MoreDays = 5;

    private static readonly TimeSpan PageBound = TimeSpan.FromMilliseconds(100);
    // More often than the real writer, which gathers for 100 ms.
    private static readonly TimeSpan WriterPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan WaitBound = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task Reports_AnswerAtOnceAndRetentionHoldsNobodyUp(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options =>
        {
            options.Database = database;
            options.Settings["AKASHCHAT_USAGE_RETENTION_DAYS"] = RetentionDays.ToString(CultureInfo.InvariantCulture);
        });
        var seed = Random.Shared.Next(1_000_000);
        output.WriteLine($"Seed: {seed}");
        var today = DateOnly.FromDateTime(host.Clock.GetUtcNow().UtcDateTime);
        var clock = Stopwatch.StartNew();
        await MillionRecords.AddAsync(host, today, seed);
        output.WriteLine($"Added in {clock.Elapsed.TotalSeconds:F1} s");

        await MeasureAsync(host, today);
        await MeasurePageAsync(host);
        await RetainAsync(host);
    }

    private async Task MeasurePageAsync(TestHost host)
    {
        using var browser = host.NewClient(cookies: true);
        await host.ClaimKeyAsync(browser);
        await MillionRecords.GiveAsync(host, MillionRecords.UserOf(7), await host.QueryAsync(db => db.Set<User>().Select(user => user.Id).SingleAsync()));

        await BoundAsync("page of an account", () => GetAsync("/account/usage?days=30"));
        await BoundAsync("page of an account, 90 days", () => GetAsync("/account/usage?days=90"));

        async Task<string> GetAsync(string path)
        {
            var page = await browser.GetStringAsync(new Uri(path, UriKind.Relative));
            Assert.Contains("model-1", page, StringComparison.Ordinal);
            return page;
        }
    }

    private async Task MeasureAsync(TestHost host, DateOnly today)
    {
        var (reports, reader, totals) = (
            host.Services.GetRequiredService<IUsageReports>(), host.Services.GetRequiredService<IUsageReader>(), host.Services.GetRequiredService<IUsageTotals>());
        var (key, user, since) = (MillionRecords.KeyId(7), MillionRecords.UserOf(7), today.AddDays(-29));

        // Not at the edge of anything.
        var to = new DateTimeOffset(today, new TimeOnly(0, 10, 30), TimeSpan.Zero);
        var from = to.AddDays(-30).AddMinutes(777);

        Assert.Equal(MillionRecords.Count, (await SumAsync(UsageSubject.Service, null, to.AddYears(-1), to.AddDays(1))).Requests);
        await BoundAsync("report of a user", () => reports.ReadAsync(user, since, CancellationToken.None));
        await BoundAsync("report of all", () => reports.ReadAsync(null, since, CancellationToken.None));
        await BoundAsync("days of a key", () => reader.ListDaysAsync(new ApiKeyId(key), since, CancellationToken.None));
        foreach (var subject in new[] { UsageSubject.Key(key), UsageSubject.User(user), UsageSubject.Team("team-1"), UsageSubject.Service })
        {
            await BoundAsync($"sum of {subject.Kind}", () => SumAsync(subject, null, from, to));
            await BoundAsync($"sum of {subject.Kind}, one model", () => SumAsync(subject, "model-1", from, to));
        }

        Task<UsageTotal> SumAsync(UsageSubject subject, string? model, DateTimeOffset first, DateTimeOffset end) =>
            totals.SumAsync(subject, model, first, end, CancellationToken.None);
    }

    private async Task BoundAsync<T>(string name, Func<Task<T>> ask)
    {
        const int Runs = 7;
        await ask();
        await ask();
        var times = new List<TimeSpan>();
        for (var run = 0; run < Runs; run++)
        {
            var clock = Stopwatch.StartNew();
            await ask();
            times.Add(clock.Elapsed);
        }

        // The best of them: a machine that has other work is slow now and then, and reading a million records is slow each time.
        times.Sort();
        output.WriteLine($"{name}: {times[Runs / 2].TotalMilliseconds:F1} ms ({times[0].TotalMilliseconds:F1} to {times[^1].TotalMilliseconds:F1})");
        Assert.True(times[0] < PageBound, $"{name} took {times[0].TotalMilliseconds:F0} ms at least.");
    }

    private async Task RetainAsync(TestHost host)
    {
        var longest = await FindLongestWaitAsync(host);

        // A machine that stands still for a moment holds a batch up too, but not with every day that is deleted.
        for (var more = 0; more < MoreDays && longest >= WaitBound; more++)
        {
            host.Clock.Advance(TimeSpan.FromDays(1));
            longest = await FindLongestWaitAsync(host);
        }

        Assert.True(longest < WaitBound, $"A batch waited {longest.TotalMilliseconds:F0} ms.");
        Assert.Equal(0, await MillionRecords.CountBeforeAsync(host, DateOnly.FromDateTime(host.Clock.GetUtcNow().UtcDateTime).AddDays(-RetentionDays)));
    }

    private async Task<TimeSpan> FindLongestWaitAsync(TestHost host)
    {
        var (ledger, longest, batches) = (host.Services.GetRequiredService<UsageLedger>(), TimeSpan.Zero, 0);
        var clock = Stopwatch.StartNew();
        var retention = Task.Run(() => UsageUpkeepTests.UpkeepOf(host).RunAsync(CancellationToken.None));
        do
        {
            var batch = Stopwatch.StartNew();
            Assert.True(await ledger.TrySaveAsync(
                [.. Enumerable.Range(0, 20).Select(_ => AUsageRecord.Completed(startedAt: host.Clock.GetUtcNow()))], CancellationToken.None));
            (longest, batches) = (batch.Elapsed > longest ? batch.Elapsed : longest, batches + 1);
        }
        while (await Task.WhenAny(retention, Task.Delay(WriterPause, TimeProvider.System)) != retention);

        await retention;
        output.WriteLine($"Retention took {clock.Elapsed.TotalSeconds:F1} s; the longest of {batches} batches {longest.TotalMilliseconds:F0} ms");
        return longest;
    }
}

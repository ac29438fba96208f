using System.Diagnostics;
using System.Text.Json;
using AkashChat.Api.Tests.Gateway;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.LiteLlm;
using AkashChat.TestKit.Upstream;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace AkashChat.Api.Tests.Usage;

/// <summary>Every key of a LiteLLM proxy works here as it did there.</summary>
[Collection(HeavyTests.Name)]
public sealed class LiteLlmImportTests(ITestOutputHelper output)
{
    private const int Keys = 10_000;
    private const int Sample = 100;
    private const int SampleOfEachRefusal = 10;

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task TenThousandKeysOfAllKinds_AreTakenOverOnceAndWork(TestDatabase database)
    {
        var number = Environment.TickCount;
        output.WriteLine($"Seed {number}");
        await using var upstream = await ScriptedUpstream.StartAsync();
        var (host, options) = await Imports.StartAsync(options =>
        {
            options.Database = database;
            options.WithModel(LiteLlmSeed.Model, upstream, price: "1e-9");
        });
        await using var disposed = host;
        var seed = new LiteLlmSeed(number, Keys, host.Clock.GetUtcNow());
        var proxy = await LiteLlmProxyDatabase.CreateAsync();
        await proxy.AddAsync(seed);
        var empty = await host.DumpRowsAsync();

        var (trial, trialPrinted) = await options.ImportAsync(proxy.Url, isTrial: true);
        var afterTrial = await host.DumpRowsAsync();
        var watch = Stopwatch.StartNew();
        var (first, printed) = await options.ImportAsync(proxy.Url);
        watch.Stop();
        output.WriteLine($"{database}: {watch.Elapsed}\n{printed}");
        var once = await host.DumpRowsAsync();
        var (second, _) = await options.ImportAsync(proxy.Url);
        var twice = await host.DumpRowsAsync();

        Assert.Equal(empty, afterTrial);
        Assert.StartsWith("Dry run", trialPrinted, StringComparison.Ordinal);
        Assert.Equal((first.Found, first.Taken, first.AccountsMade), (trial.Found, trial.Taken, trial.AccountsMade));
        var taken = seed.Keys.Where(key => !key.IsSkipped).ToList();
        Assert.Equal((Keys, taken.Count, Keys - taken.Count), (first.Found, first.Taken, first.Skipped.Values.Sum()));
        Assert.Equal(taken.Count(key => key.Refusal == "keys.expired"), first.TakenExpired);
        Assert.Equal(taken.Count(key => key.Refusal == "keys.not_active"), first.TakenSwitchedOff);
        Assert.Equal((0, taken.Count, 0, 0), (second.Taken, second.AlreadyThere, second.Different.Count, second.AccountsMade));
        Assert.Equal(once, twice);
        await MustHoldAsync(host, taken);
        await MustWorkAsync(host, seed);
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"It took {watch.Elapsed}.");
    }

    private async Task MustWorkAsync(TestHost host, LiteLlmSeed seed)
    {
        // Some of each refusal besides, so that the rare ones are not left to chance.
        var sample = seed.Keys.Where(key => key.Refusal is null).Reverse().Take(Sample)
            .Concat(seed.Keys.Where(key => key.Refusal is not null).GroupBy(key => key.Refusal).SelectMany(fate => fate.Take(SampleOfEachRefusal)))
            .ToList();
        foreach (var fate in sample.CountBy(key => key.Refusal ?? "works"))
        {
            output.WriteLine($"{fate.Value} of {fate.Key}");
        }

        foreach (var key in sample)
        {
            using var client = host.ClientWithKey(key.Text);
            using var response = await client.ChatAsync();
            var body = await response.Content.ReadAsStringAsync();
            var code = response.IsSuccessStatusCode ? null : JsonDocument.Parse(body).RootElement.GetProperty("error").GetProperty("code").GetString();
            Assert.True(code == key.Refusal, $"Seed {seed.Number}: {(int)response.StatusCode} {body} for {key}");
        }
    }

    private static async Task MustHoldAsync(TestHost host, List<SeededKey> taken)
    {
        var keys = await host.QueryAsync(db => db.Set<ApiKey>().AsNoTracking().ToDictionaryAsync(key => key.Hash));
        Assert.Equal(taken.Count, keys.Count);
        foreach (var there in taken)
        {
            var here = keys[there.Hash];
            Assert.Equal((there.ExpiresAt, there.CreatedAt, there.LastActiveAt), (here.ExpiresAt, (DateTimeOffset?)here.CreatedAt, here.LastUsedAt));
            Assert.Equal(there.ParallelRequests, here.OwnLimits.ParallelRequests);
            Assert.True(here.OwnLimits.RequestsPerMinute is null == (there.RequestsPerMinute is null && there.TeamId != "team-limited"));
            Assert.Equal(there.MaxBudget is null, here.OwnLimits.BudgetMicroUsd is null);
            Assert.Equal(here.Slot is null, there.Refusal is "keys.expired" or "keys.not_active");
            Assert.InRange(here.Name.Length, 1, ApiKey.NameMaxLength);
            Assert.True(here.Preview == $"sk-…{there.Text[^4..]}", here.Preview);
        }

        var users = await host.QueryAsync(db => db.Set<User>().AsNoTracking().ToListAsync());
        Assert.All(users, user => Assert.Null(user.RecoveryHash));
        Assert.Empty(await host.QueryAsync(db => db.Set<Consent>().AsNoTracking().ToListAsync()));
        Assert.Equal(users.Count + keys.Count, await host.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Actor == AuditActor.Operator && entry.UserId != null)));
    }
}

using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.Infrastructure.Settings;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

public sealed class BudgetTests
{
    // Of 18 tokens at 0.001 USD.
    private const long CostOfACall = 18_000;
    private const string TwoCalls = "0.036";

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task SpentBudget_IsRefusedUntilTheNextMonth(TestDatabase database)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => Choose(options, upstream, database));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var first = await client.ChatAsync();
        using var second = await client.ChatAsync(StreamCalls.Body);
        using var third = await client.ChatAsync();
        using var free = await client.ChatAsync("""{"model":"unpriced","messages":[]}""");
        var now = host.Clock.GetUtcNow();
        var nextMonth = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);
        host.Clock.Advance(nextMonth - now);
        using var later = await client.ChatAsync();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        await third.MustBeOpenAiErrorAsync(429, "gateway.budget_limit");
        Assert.Equal(Math.Ceiling((nextMonth - now).TotalSeconds), third.Headers.RetryAfter?.Delta?.TotalSeconds);
        Assert.Equal("false", third.Header("x-should-retry"));
        Assert.Equal(HttpStatusCode.OK, free.StatusCode);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
        var records = await host.StopAndReadUsageAsync();
        Assert.Equal(4, records.Count);
        Assert.All(records, record => Assert.Equal(record.Model == "unpriced" ? null : CostOfACall, record.CostMicroUsd));
    }

    [Fact]
    public async Task RestartAndOtherInstances_KnowWhatWasSpent()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        var (name, address) = await TestDatabase.Postgres.CreateAsync(string.Empty);
        await using var other = await TestHost.StartAsync(options => Choose(options, upstream).Settings[name] = address);
        var first = await TestHost.StartAsync(options => Choose(options, upstream).Settings[name] = address);
        var key = await first.ClaimKeyAsync();
        using var clientOfOther = other.ClientWithKey(key);
        using (var client = first.ClientWithKey(key))
        {
            using var here = await client.ChatAsync();
            using var there = await clientOfOther.ChatAsync();
            using var hereAgain = await client.ChatAsync();
            Assert.True(here.IsSuccessStatusCode && there.IsSuccessStatusCode && hereAgain.IsSuccessStatusCode);
        }

        await first.DisposeAsync();
        await using var restarted = await TestHost.StartAsync(options => Choose(options, upstream).Settings[name] = address);
        using var clientOfRestarted = restarted.ClientWithKey(key);
        other.Clock.Advance(TimeSpan.FromSeconds(5));

        using var afterRestart = await clientOfRestarted.ChatAsync();
        using var onTheOther = await clientOfOther.ChatAsync();

        await afterRestart.MustBeOpenAiErrorAsync(429, "gateway.budget_limit");
        await onTheOther.MustBeOpenAiErrorAsync(429, "gateway.budget_limit");
    }

    [Fact]
    public async Task ModelsWithoutAPrice_AreNamedAtTheStartIfATeamHasABudget()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var withBudget = await TestHost.StartAsync(options => Choose(options, upstream));
        await using var without = await TestHost.StartAsync(options => Choose(options, upstream).Settings.Remove(SettingNames.PermissionlessBudgetUsd));

        Assert.Contains("have no price: unpriced", withBudget.Log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("no price", without.Log.ToString(), StringComparison.Ordinal);
    }

    private static TestHostOptions Choose(TestHostOptions options, ScriptedUpstream upstream, TestDatabase database = TestDatabase.Sqlite)
    {
        options.Database = database;
        options.WithModel("scripted", upstream, price: "1e-3").WithModel("unpriced", upstream);
        options.Settings[SettingNames.PermissionlessBudgetUsd] = TwoCalls;
        options.Settings[SettingNames.PermissionlessKeyDays] = "60";
        return options;
    }
}

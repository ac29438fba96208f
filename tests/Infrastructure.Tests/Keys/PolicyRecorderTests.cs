using AkashChat.Application.Accounts;
using AkashChat.Application.Keys;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Keys;
using AkashChat.Infrastructure.Persistence;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Infrastructure.Tests.Keys;

public sealed class PolicyRecorderTests
{
    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task Start_RecordsThePoliciesAndAnotherStartWithTheSameNothing(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);

        await using var connection = await host.Services.GetRequiredService<PlainConnections>().OpenAsync(CancellationToken.None);
        await host.Services.GetRequiredService<PolicyRecorder>().RecordAsync(connection, host.Clock.GetUtcNow().AddDays(1), CancellationToken.None);

        var entry = Assert.Single(await ReadAsync(host));
        Assert.Equal((AuditActor.Operator, "policy.changed", null), (entry.Actor, entry.Action, entry.UserId));
        Assert.Contains("permissionless: life 5 d, keys 1", entry.Detail, StringComparison.Ordinal);
        Assert.Contains($"terms: {Terms.CurrentVersion} at /terms", entry.Detail, StringComparison.Ordinal);
        Assert.Contains("proof of work of 1 bits", entry.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoInstancesStartingTogether_RecordTheSamePoliciesOnce()
    {
        var connection = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        var begin = TimeProvider.System.GetUtcNow();

        // Each at a time of its own: what came last is told by it.
        async Task<TestHost> StartAsync(string difficulty, int minute) => await TestHost.StartAsync(options =>
        {
            options.Clock = new FakeTimeProvider(begin.AddMinutes(minute));
            options.Settings["DATABASE_URL"] = connection;
            options.Settings["AKASHCHAT_CHALLENGE_DIFFICULTY"] = difficulty;
        });

        var hosts = await Task.WhenAll(StartAsync("1", 0), StartAsync("1", 0));
        var first = await ReadAsync(hosts[0]);
        await using var changed = await StartAsync("2", 1);
        await using var back = await StartAsync("1", 2);
        var last = await ReadAsync(back);
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }

        Assert.Single(first);
        Assert.Equal(["1 bits", "2 bits", "1 bits"], last.Select(entry => entry.Detail!.Split("proof of work of ")[1].Split(';')[0]));
    }

    [Fact]
    public void LongPolicies_FitAndStillTellThatTheyDiffer()
    {
        var models = Enumerable.Range(0, 500).Select(number => $"model-{number}").ToArray();
        var captcha = new CaptchaOptions(CaptchaProvider.Turnstile, "site", new SecretText("planted-secret"), []);

        var one = Summarise(models);
        var other = Summarise([.. models, "one-more"]);

        Assert.InRange(one.Text.Length, 300, AuditEntry.DetailMaxLength);
        Assert.NotEqual(one.Text, other.Text);
        Assert.Contains("challenge: Turnstile", one.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("planted-secret", one.Text, StringComparison.Ordinal);

        PolicySummary Summarise(string[] offered)
        {
            var policy = KeyPolicy.Extended with { Limits = new KeyLimits { Models = offered } };
            return PolicySummary.Of(
                new KeyPolicies { Permissionless = policy, Extended = policy },
                new ActLimits(),
                new TermsOptions { Address = "https://terms.example/" + new string('t', 250) },
                new ChallengeOptions(),
                captcha);
        }
    }

    private static Task<List<AuditEntry>> ReadAsync(TestHost host) => host.QueryAsync(db => db.Set<AuditEntry>().AsNoTracking()
        .Where(entry => entry.Action == "policy.changed")
        .OrderBy(entry => entry.At)
        .ToListAsync());
}

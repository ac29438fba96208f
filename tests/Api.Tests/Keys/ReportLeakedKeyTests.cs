using System.Net;
using System.Text.Json;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Api.Tests.Keys;

public sealed class ReportLeakedKeyTests
{
    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task NewestSecret_RevokesTheKeyAndTheGatewayRefusesItWithinASecond(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        using var visitor = host.NewClient(cookies: true);
        var secret = await host.ClaimKeyAsync(visitor);
        using var holder = host.ClientWithKey(secret);
        using var before = await holder.GetPathAsync("v1/models");

        using var first = await ReportAsync(host, secret);
        using var second = await ReportAsync(host, $"  {secret}\n");
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        using var after = await holder.GetPathAsync("v1/models");

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        await MustBeAsync(first, secret, "revoked");
        await MustBeAsync(second, secret, "already_stopped");
        Assert.True(first.Headers.CacheControl!.NoStore);
        await after.MustBeOpenAiErrorAsync(401, "keys.revoked");
        using var account = await visitor.GetPathAsync("api/account");
        var key = Assert.Single((await account.ReadJsonAsync()).GetProperty("keys").EnumerateArray());
        Assert.Equal(("revoked", "leak"), (key.GetProperty("state").GetString(), key.GetProperty("revokedFor").GetString()));
        var entry = Assert.Single(await AuditAsync(host));
        Assert.Equal((AuditActor.KeyHolder, "key.leaked", secret[6..16], "127.0.0.0/24"), (entry.Actor, entry.Action, entry.KeyId, entry.Network.Prefix));
        Assert.Equal(await host.QueryAsync(db => db.Set<ApiKey>().Select(stored => stored.UserId).SingleAsync()), entry.UserId);
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task SecretBeforeTheLastRotation_EndsAloneAndTheKeyLivesOn(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        using var visitor = host.NewClient(cookies: true);
        var old = await host.ClaimKeyAsync(visitor);
        var secret = await RotateAsync(visitor, old, overlapSeconds: 3_600);
        using var oldHolder = host.ClientWithKey(old);
        using var holder = host.ClientWithKey(secret);
        using var before = await oldHolder.GetPathAsync("v1/models");

        using var first = await ReportAsync(host, old);
        using var second = await ReportAsync(host, old);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        using var oldAfter = await oldHolder.GetPathAsync("v1/models");
        using var after = await holder.GetPathAsync("v1/models");

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        await MustBeAsync(first, old, "previous_secret_ended");
        await MustBeAsync(second, old, "already_stopped");
        await oldAfter.MustBeOpenAiErrorAsync(401, "keys.rotated");
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.Equal("key.leaked_previous_secret", Assert.Single(await AuditAsync(host)).Action);
    }

    [Fact]
    public async Task SecretWhoseOverlapIsOver_IsStoppedAlreadyAndTheKeyLivesOn()
    {
        await using var host = await TestHost.StartAsync();
        using var visitor = host.NewClient(cookies: true);
        var old = await host.ClaimKeyAsync(visitor);
        var secret = await RotateAsync(visitor, old, overlapSeconds: 0);
        using var holder = host.ClientWithKey(secret);

        using var reported = await ReportAsync(host, old);
        using var after = await holder.GetPathAsync("v1/models");

        await MustBeAsync(reported, old, "already_stopped");
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.Empty(await AuditAsync(host));
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("disabled")]
    public async Task KeyThatIsOutOfUse_IsRevokedTooAndCannotComeBack(string state)
    {
        await using var host = await TestHost.StartAsync();
        using var visitor = host.NewClient(cookies: true);
        var secret = await host.ClaimKeyAsync(visitor);
        var id = secret[6..16];
        if (state == "expired")
        {
            host.Clock.Advance(TimeSpan.FromDays(6));
        }
        else
        {
            using var disabled = await visitor.PostJsonAsync($"api/keys/{id}/disable", "{}");
            Assert.Equal(HttpStatusCode.OK, disabled.StatusCode);
        }

        using var reported = await ReportAsync(host, secret);
        using var enabled = await visitor.PostJsonAsync($"api/keys/{id}/enable", """{"acceptsTerms":true}""");

        await MustBeAsync(reported, secret, "revoked");
        await enabled.MustBeProblemAsync(409, "keys.wrong_state");
    }

    [Theory]
    [InlineData("""{"apiKey":"nonsense"}""")]
    [InlineData("""{"apiKey":""}""")]
    [InlineData("""{"apiKey":null}""")]
    [InlineData("{}")]
    [InlineData("""{"apiKey":"sk-ac_0123456789_01234567890123456789012345678901000000"}""")]
    public async Task Junk_IsNotFoundAndCountsForNobody(string body)
    {
        await using var host = await TestHost.StartAsync();

        using var reported = await host.Client.PostJsonAsync("api/leaked-keys", body);

        var problem = await reported.MustBeProblemAsync(404, "keys.leak_unknown");
        Assert.Equal("apiKey", problem.GetProperty("field").GetString());
        Assert.Empty(await CountsAsync(host));
    }

    [Theory]
    [InlineData("[]", "request.malformed_json")]
    [InlineData("""{"apiKey":7}""", "request.malformed_json")]
    [InlineData("""{"apiKey":"x","reporter":"me"}""", "request.malformed_json")]
    public async Task BodyOfAnotherShape_IsRefused(string body, string code)
    {
        await using var host = await TestHost.StartAsync();

        using var reported = await host.Client.PostJsonAsync("api/leaked-keys", body);

        await reported.MustBeProblemAsync(400, code);
    }

    [Fact]
    public async Task KeyThatNobodyHas_IsNotFoundAndCountsForTheNetworkAlone()
    {
        await using var host = await TestHost.StartAsync(options => options.Settings["AKASHCHAT_LIMIT_LEAK_REPORTS"] = "2/2/1");
        var secret = await host.ClaimKeyAsync();

        using var unknown = await ReportAsync(host, AKey.UnknownText());
        using var known = await ReportAsync(host, secret);
        using var again = await ReportAsync(host, secret);

        await unknown.MustBeProblemAsync(404, "keys.leak_unknown");
        await MustBeAsync(known, secret, "revoked");
        await again.MustBeProblemAsync(429, "accounts.act_limit");
        Assert.NotNull(again.Headers.RetryAfter);
    }

    [Fact]
    public async Task UsedUpForTheWholeService_IsRefusedButWhatIsStoppedIsStillSaid()
    {
        await using var host = await TestHost.StartAsync(options => options.Settings["AKASHCHAT_LIMIT_LEAK_REPORTS"] = "100/100/1");
        var (first, second) = (await host.ClaimKeyAsync(), await host.ClaimKeyAsync());

        using var revoked = await ReportAsync(host, first);
        using var refused = await ReportAsync(host, second);
        using var stopped = await ReportAsync(host, first);

        await MustBeAsync(revoked, first, "revoked");
        await refused.MustBeProblemAsync(429, "accounts.act_limit");
        await MustBeAsync(stopped, first, "already_stopped");
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task ManyReportsAtOnce_StopItOnceAndAllSucceed(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        var secret = await host.ClaimKeyAsync();

        var reports = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ReportAsync(host, secret)));

        var outcomes = await Task.WhenAll(reports.Select(async report => (report.StatusCode, (await report.ReadJsonAsync()).GetProperty("outcome").GetString())));
        Assert.Single(outcomes, outcome => outcome == (HttpStatusCode.OK, "revoked"));
        Assert.Equal(19, outcomes.Count(outcome => outcome == (HttpStatusCode.OK, "already_stopped")));
        Assert.Single(await AuditAsync(host));
    }

    [Fact]
    public async Task FromAPageOfAnotherSite_IsForbidden()
    {
        await using var host = await TestHost.StartAsync();
        using var forged = new HttpRequestMessage(HttpMethod.Post, "api/leaked-keys") { Content = Json.Body("{}") };
        forged.Headers.Add("Sec-Fetch-Site", "cross-site");

        using var refused = await host.Client.SendAsync(forged);

        await refused.MustBeProblemAsync(403, "request.cross_site");
    }

    [Fact]
    public async Task WhatWasReported_StandsInNoLogAndNoAnswer()
    {
        await using var host = await TestHost.StartAsync(options => options.Settings["LOG_LEVEL"] = "trace");
        var secret = await host.ClaimKeyAsync();
        var answers = new List<string>();
        foreach (var body in new[] { $$"""{"apiKey":"{{secret}}"}""", $$"""{"apiKey":"{{secret}}x"}""", $$"""["{{secret}}"]""", $$"""{"{{secret}}":1}""", $$"""{"apiKey":"{{secret}}""" })
        {
            using var reported = await host.Client.PostJsonAsync("api/leaked-keys", body);
            answers.Add($"{reported.Headers}{await reported.Content.ReadAsStringAsync()}");
        }

        Assert.All(answers.Append(host.Log.ToString()), text => Assert.DoesNotContain(secret[17..49], text, StringComparison.Ordinal));
        Assert.Contains(secret[6..16], answers[0], StringComparison.Ordinal);
    }

    internal static Task<HttpResponseMessage> ReportAsync(TestHost host, string secret) =>
        host.Client.PostJsonAsync("api/leaked-keys", JsonSerializer.Serialize(new { apiKey = secret }));

    internal static async Task<string> RotateAsync(HttpClient visitor, string secret, int overlapSeconds)
    {
        using var rotated = await visitor.PostJsonAsync(
            $"api/keys/{secret[6..16]}/rotate", JsonSerializer.Serialize(new { overlapSeconds, acceptsTerms = true }));
        Assert.Equal(HttpStatusCode.OK, rotated.StatusCode);
        return (await rotated.ReadJsonAsync()).GetProperty("apiKey").GetString()!;
    }

    internal static Task<List<AuditEntry>> AuditAsync(TestHost host) => host.QueryAsync(database =>
        database.Set<AuditEntry>().AsNoTracking().Where(entry => entry.Action.StartsWith("key.leaked")).ToListAsync());

    internal static Task<List<int>> CountsAsync(TestHost host) => host.QueryAsync(database =>
        database.Database.SqlQueryRaw<int>($"SELECT count AS \"Value\" FROM act_tallies WHERE act = {(int)GuardedAct.LeakReport}").ToListAsync());

    private static async Task MustBeAsync(HttpResponseMessage response, string secret, string outcome)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await response.ReadJsonAsync();
        Assert.Equal((secret[6..16], outcome), (answer.GetProperty("keyId").GetString(), answer.GetProperty("outcome").GetString()));
    }
}

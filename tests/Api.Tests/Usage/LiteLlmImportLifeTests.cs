using System.Net;
using AkashChat.Api.Tests.Accounts;
using AkashChat.Api.Tests.Gateway;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.LiteLlm;
using AkashChat.TestKit.Upstream;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Api.Tests.Usage;

/// <summary>What becomes of keys after they were taken over, and what a repetition does then.</summary>
[Collection(HeavyTests.Name)]
public sealed class LiteLlmImportLifeTests
{
    private const string Mine = "sk-mine-AbCdEfGh1234";
    private const string Yours = "sk-yours-AbCdEfGh5678";

    [Fact]
    public async Task OwnerWhoSignsIn_FindsTheirKeysAndRotatesThem()
    {
        TestHostOptions? options = null;
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var visit = await SignInVisit.StartAsync(given => options = given.WithModel("scripted", upstream));
        var proxy = await LiteLlmProxyDatabase.CreateAsync();
        await proxy.AddAsync(new SeededKey(Mine) { UserId = "auth0|ada", TeamId = LiteLlmSeed.Extended, Alias = "Ada's", LastActiveAt = visit.Host.Clock.GetUtcNow() });

        var (report, _) = await options!.ImportAsync(proxy.Url);
        using var signedIn = await visit.SignInAsync("ada");
        var account = (await visit.FindAccountAsync())!.Value;
        var key = Assert.Single(account.GetProperty("keys").EnumerateArray());
        using var rotated = await visit.Browser.PostJsonAsync($"api/keys/{key.GetProperty("id").GetString()}/rotate", """{"overlapSeconds":3600,"acceptsTerms":true}""");
        var secret = (await rotated.ReadJsonAsync()).GetProperty("apiKey").GetString()!;
        visit.Host.Clock.Advance(TimeSpan.FromSeconds(1));
        using var withNew = await visit.Host.ClientWithKey(secret).ChatAsync();
        using var withOld = await visit.Host.ClientWithKey(Mine).ChatAsync();
        var (again, printed) = await options!.ImportAsync(proxy.Url);

        Assert.Equal((1, 1), (report.AccountsMade, report.AccountsWithSignIn));
        Assert.Equal(("Ada's", "sk-…1234", "active"), (key.GetProperty("name").GetString(), key.GetProperty("preview").GetString(), key.GetProperty("state").GetString()));
        Assert.Equal("extended", account.GetProperty("user").GetProperty("tier").GetString());
        Assert.False(account.GetProperty("user").GetProperty("termsAccepted").GetBoolean());
        Assert.StartsWith(KeySecret.Prefix, secret, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (withNew.StatusCode, withOld.StatusCode));
        Assert.Equal("it has got a new secret here", Assert.Single(again.Different).How);
        Assert.DoesNotContain(Mine, printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PersonWhoSignedInBefore_GetsTheKeysIntoTheAccountThatTheyHave()
    {
        TestHostOptions? options = null;
        await using var visit = await SignInVisit.StartAsync(given => options = given);
        using var signedIn = await visit.SignInAsync("ada");
        using var made = await visit.Browser.PostJsonAsync("api/keys", """{"keyName":"Made here","acceptsTerms":true}""");
        var proxy = await LiteLlmProxyDatabase.CreateAsync();
        await proxy.AddAsync(
            new SeededKey(Mine) { UserId = "auth0|ada", TeamId = LiteLlmSeed.Extended }, new SeededKey(Yours) { UserId = "auth0|ada" });

        var (report, _) = await options!.ImportAsync(proxy.Url);

        Assert.Equal((2, 0), (report.Taken, report.AccountsMade));
        var keys = await visit.Host.QueryAsync(db => db.Set<ApiKey>().AsNoTracking().OrderBy(key => key.Slot).ToListAsync());
        Assert.Equal([0, 1, 2], keys.Select(key => key.Slot));
        Assert.Single(keys.Select(key => key.UserId).Distinct());
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task KeyThatDiffers_IsToldAndNotTouched(TestDatabase database)
    {
        var (host, options) = await Imports.StartAsync(options => options.Database = database);
        await using var disposed = host;
        await host.ClaimKeyAsync(name: "Made here");
        var proxy = await LiteLlmProxyDatabase.CreateAsync();
        var end = new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await proxy.AddAsync(new SeededKey(Mine) { ExpiresAt = end, RequestsPerMinute = 5 }, new SeededKey(Yours));
        await options.ImportAsync(proxy.Url);
        await proxy.ExecuteAsync($"""
            UPDATE "LiteLLM_VerificationToken" SET rpm_limit = 6, expires = '2032-01-01', blocked = true WHERE token = '{new SeededKey(Mine).Hash}'
            """);
        var before = await host.DumpRowsAsync();

        var (report, printed) = await options.ImportAsync(proxy.Url);

        Assert.Equal(before, await host.DumpRowsAsync());
        Assert.Equal((2, 0, 1), (report.Found, report.Taken, report.AlreadyThere));
        var different = Assert.Single(report.Different);
        Assert.Equal("it is Active here, Disabled there, its end, its limits", different.How);
        Assert.Contains($"{different.Id} (sk-…1234)", printed, StringComparison.Ordinal);
        Assert.Equal(3, await host.QueryAsync(db => db.Set<ApiKey>().CountAsync()));
    }

    [Fact]
    public async Task SecretThatWasRotatedAwayThere_WorksUntilItsEnd()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        var (host, options) = await Imports.StartAsync(options => options.WithModel("scripted", upstream));
        await using var disposed = host;
        var proxy = await LiteLlmProxyDatabase.CreateAsync();
        await proxy.AddAsync(new SeededKey(Mine));
        var end = host.Clock.GetUtcNow().AddHours(2).UtcDateTime;
        await proxy.ExecuteAsync($"""
            INSERT INTO "LiteLLM_DeprecatedVerificationToken" (id, token, active_token_id, revoke_at)
            VALUES ('1', '{new SeededKey(Yours).Hash}', '{new SeededKey(Mine).Hash}', '{end:yyyy-MM-dd HH:mm:ss}')
            """);

        await options.ImportAsync(proxy.Url);
        using var before = await host.ClientWithKey(Yours).ChatAsync();
        using var told = await host.ClientWithKey(Mine).GetPathAsync("v1/key");
        host.Clock.Advance(TimeSpan.FromHours(2));
        using var after = await host.ClientWithKey(Yours).ChatAsync();
        using var newest = await host.ClientWithKey(Mine).ChatAsync();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK), (before.StatusCode, told.StatusCode, newest.StatusCode));
        await after.MustBeOpenAiErrorAsync(401, "keys.rotated");
    }

    [Fact]
    public async Task LeakedKey_IsStoppedByWhoeverHasItThoughNobodyManagesIt()
    {
        var (host, options) = await Imports.StartAsync(_ => { });
        await using var disposed = host;
        var proxy = await LiteLlmProxyDatabase.CreateAsync();
        await proxy.AddAsync(new SeededKey(Mine) { TeamId = LiteLlmSeed.Permissionless });
        await options.ImportAsync(proxy.Url);

        using var stopped = await host.Client.PostJsonAsync("api/leaked-keys", $$"""{"apiKey":"{{Mine}}"}""");
        using var after = await host.ClientWithKey(Mine).GetPathAsync("v1/models");
        var (again, _) = await options.ImportAsync(proxy.Url);

        Assert.True(stopped.IsSuccessStatusCode, await stopped.Content.ReadAsStringAsync());
        await after.MustBeOpenAiErrorAsync(401, "keys.revoked");
        Assert.Equal("it is Revoked here, Active there", Assert.Single(again.Different).How);
    }

    [Fact]
    public async Task AccountThatWasDeletedHere_DoesNotComeBack()
    {
        TestHostOptions? options = null;
        await using var visit = await SignInVisit.StartAsync(given => options = given);
        var proxy = await LiteLlmProxyDatabase.CreateAsync();
        await proxy.AddAsync(new SeededKey(Mine) { UserId = "auth0|ada", TeamId = LiteLlmSeed.Extended });
        await options!.ImportAsync(proxy.Url);
        using var signedIn = await visit.SignInAsync("ada");
        using var erased = await visit.Browser.SendAsync(new HttpRequestMessage(HttpMethod.Delete, new Uri("api/account", UriKind.Relative))
        {
            Content = Json.Body("""{"confirm":"delete my account"}"""),
        });
        Assert.True(erased.IsSuccessStatusCode, await erased.Content.ReadAsStringAsync());

        var (report, _) = await options!.ImportAsync(proxy.Url);

        Assert.Equal((0, 1), (report.Taken, report.Skipped.Values.Single()));
        Assert.Empty(await visit.Host.QueryAsync(db => db.Set<User>().ToListAsync()));
    }
}

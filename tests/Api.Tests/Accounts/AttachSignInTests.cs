using System.Net;
using System.Text.Json;
using AkashChat.Api.Tests.Keys;
using AkashChat.Api.Tests.Support;
using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.OpenId;
using AkashChat.TestKit.Upstream;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Api.Tests.Accounts;

/// <summary>A permissionless account that grows: same account, same key, same statistics, another tier.</summary>
public sealed class AttachSignInTests
{
    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task Attached_OwnerKeyAndStatisticsStayAndTheKeyHasNoEnd(TestDatabase database)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var visit = await SignInVisit.StartAsync(options =>
        {
            options.Database = database;
            options.WithModel("scripted", upstream);
        });
        var secret = await visit.Host.ClaimKeyAsync(visit.Browser);
        var before = (await visit.FindAccountAsync())!.Value;
        await CallAsync(visit, secret);

        using var end = await AttachAsync(visit, "ada");
        await CallAsync(visit, secret);
        var after = (await visit.FindAccountAsync())!.Value;
        var usage = await visit.Host.StopAndReadUsageAsync();

        var (oldKey, newKey) = (before.GetProperty("keys")[0], after.GetProperty("keys")[0]);
        Assert.Equal((HttpStatusCode.OK, "/account"), (end.StatusCode, end.RequestMessage!.RequestUri!.PathAndQuery));
        Assert.Equal(before.GetProperty("user").GetProperty("id").GetString(), after.GetProperty("user").GetProperty("id").GetString());
        Assert.Equal(("extended", "chatapi-auth0"), (after.GetProperty("user").GetProperty("tier").GetString(), after.GetProperty("user").GetProperty("team").GetString()));
        Assert.Equal(oldKey.GetProperty("id").GetString(), newKey.GetProperty("id").GetString());
        Assert.Equal((JsonValueKind.String, JsonValueKind.Null), (oldKey.GetProperty("expiresAt").ValueKind, newKey.GetProperty("expiresAt").ValueKind));
        Assert.Equal(2, usage.Count);
        Assert.Single(usage.Select(record => (record.KeyId, record.UserId)).Distinct());
        Assert.Equal(oldKey.GetProperty("id").GetString(), usage[0].KeyId);
    }

    [Fact]
    public async Task RecoveredInAnotherBrowserThenAttached_IsTheSameKeyWithUnbrokenStatistics()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var visit = await SignInVisit.StartAsync(options => options.WithModel("scripted", upstream));
        using var claimed = await ClaimApiKeyTests.ClaimAsync(visit.Host, await visit.Host.SolveChallengeAsync());
        var claim = await claimed.ReadJsonAsync();
        var secret = claim.GetProperty("apiKey").GetString()!;
        await CallAsync(visit, secret);

        using var recovered = await visit.Browser.PostJsonAsync("api/recovery", $$"""{"code":"{{claim.GetProperty("recoveryCode").GetString()}}"}""");
        using var end = await AttachAsync(visit, "ada");
        await CallAsync(visit, secret);
        var key = Assert.Single((await visit.FindAccountAsync())!.Value.GetProperty("keys").EnumerateArray());
        var usage = await visit.Host.StopAndReadUsageAsync();

        Assert.Equal(claim.GetProperty("key").GetProperty("id").GetString(), key.GetProperty("id").GetString());
        Assert.Equal(2, usage.Count);
        Assert.Single(usage.Select(record => (record.KeyId, record.UserId)).Distinct());
    }

    [Fact]
    public async Task UnverifiedAddress_AttachesNothing()
    {
        await using var visit = await SignInVisit.StartAsync();
        await visit.Host.ClaimKeyAsync(visit.Browser);

        using var end = await AttachAsync(visit, "bob");

        await MustHaveChangedNothingAsync(visit, end, HttpStatusCode.Forbidden, "accounts.address_unverified");
    }

    [Fact]
    public async Task SignInOfAnotherAccount_IsNotTaken()
    {
        await using var visit = await SignInVisit.StartAsync();
        using var first = await visit.SignInAsync("ada");
        using var signOut = await visit.Browser.DeleteAsync(new Uri("api/session", UriKind.Relative));
        await visit.Host.ClaimKeyAsync(visit.Browser);

        using var end = await AttachAsync(visit, "ada");

        await MustHaveChangedNothingAsync(visit, end, HttpStatusCode.Conflict, "accounts.identity_taken");
    }

    [Fact]
    public async Task AttachedAccount_TakesNoSecondSignIn()
    {
        await using var visit = await SignInVisit.StartAsync();
        using var first = await visit.SignInAsync("ada");

        using var end = await AttachAsync(visit, "ada");

        Assert.Equal((HttpStatusCode.Conflict, "/sign-in/failed?reason=accounts.already_attached"), (end.StatusCode, end.RequestMessage!.RequestUri!.PathAndQuery));
    }

    [Fact]
    public async Task AttachedAccount_ComesBackByTheSignInInAnotherBrowser()
    {
        await using var visit = await SignInVisit.StartAsync();
        await visit.Host.ClaimKeyAsync(visit.Browser);
        var id = (await visit.FindAccountAsync())!.Value.GetProperty("user").GetProperty("id").GetString();
        using var attached = await AttachAsync(visit, "ada");
        using var other = visit.Host.NewClient(cookies: true);

        using var end = await new SignInFlow(other).SignInAsync(new Uri(visit.Host.BaseAddress, "api/auth/login"), "ada");
        using var account = await other.GetPathAsync("api/account");

        Assert.Equal(id, (await account.ReadJsonAsync()).GetProperty("user").GetProperty("id").GetString());
    }

    [Fact]
    public async Task NobodySignedIn_StartsNoAttaching()
    {
        await using var visit = await SignInVisit.StartAsync();

        using var post = await visit.Browser.PostAsync(new Uri("api/auth/attach", UriKind.Relative), null);
        using var get = await visit.Browser.GetPathAsync("api/auth/attach");

        await post.MustBeProblemAsync(401, "accounts.not_signed_in");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
    }

    [Theory]
    [InlineData(true, HttpStatusCode.Forbidden, "accounts.sign_in_failed")]
    [InlineData(false, HttpStatusCode.Unauthorized, "accounts.not_signed_in")]
    public async Task AnotherSessionAtTheCallback_AttachesNothing(bool signsInAgain, HttpStatusCode status, string code)
    {
        await using var visit = await SignInVisit.StartAsync();
        await visit.Host.ClaimKeyAsync(visit.Browser);
        var diverted = false;
        var callback = default(Uri);
        visit.Flow.Divert = address =>
        {
            if (diverted || address.AbsolutePath != OpenIdFlow.CallbackPath)
            {
                return address;
            }

            (diverted, callback) = (true, address);
            return new Uri(visit.Host.BaseAddress, "terms");
        };
        using var stopped = await AttachAsync(visit, "ada");
        if (signsInAgain)
        {
            await visit.Host.ClaimKeyAsync(visit.Browser);
        }
        else
        {
            using var signOut = await visit.Browser.DeleteAsync(new Uri("api/session", UriKind.Relative));
        }

        using var end = await visit.Flow.OpenAsync(callback!);

        Assert.Equal((status, $"/sign-in/failed?reason={code}"), (end.StatusCode, end.RequestMessage!.RequestUri!.PathAndQuery));
        Assert.Equal(0, await visit.Host.QueryAsync(db => db.Set<User>().CountAsync(user => user.Subject != null)));
    }

    private static async Task<HttpResponseMessage> AttachAsync(SignInVisit visit, string person)
    {
        using var start = await visit.Browser.PostAsync(new Uri("api/auth/attach", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.OK, start.StatusCode);
        return await visit.Flow.SignInAsync(new Uri(start.Headers.GetValues("Refresh").Single()["0; url=".Length..]), person);
    }

    private static async Task CallAsync(SignInVisit visit, string secret)
    {
        using var client = visit.Host.ClientWithKey(secret);
        using var answer = await client.PostJsonAsync("v1/chat/completions", """{"model":"scripted","messages":[{"role":"user","content":"Hello"}]}""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task MustHaveChangedNothingAsync(SignInVisit visit, HttpResponseMessage end, HttpStatusCode status, string code)
    {
        Assert.Equal((status, $"/sign-in/failed?reason={code}"), (end.StatusCode, end.RequestMessage!.RequestUri!.PathAndQuery));
        var account = (await visit.FindAccountAsync())!.Value;
        Assert.Equal("permissionless", account.GetProperty("user").GetProperty("tier").GetString());
        Assert.False(account.GetProperty("user").GetProperty("hasSignIn").GetBoolean());
        Assert.Equal(JsonValueKind.String, account.GetProperty("keys")[0].GetProperty("expiresAt").ValueKind);
    }
}

using System.Net;
using System.Text.Json;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Accounts;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Servers;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Api.Tests.Accounts;

/// <summary>The sign-in that goes well, over HTTP with a real provider.</summary>
public sealed class SignInTests
{
    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task FirstSignIn_OpensAnExtendedAccountAndTheSecondOneFindsIt(TestDatabase database)
    {
        await using var visit = await SignInVisit.StartAsync(options => options.Database = database);

        using var first = await visit.SignInAsync("ada");
        var opened = (await visit.FindAccountAsync())!.Value.GetProperty("user");
        using var signOut = await visit.Browser.DeleteAsync(new Uri("api/session", UriKind.Relative));
        using var second = await visit.SignInAsync("ada");
        var found = (await visit.FindAccountAsync())!.Value.GetProperty("user");

        Assert.Equal((HttpStatusCode.OK, "/account"), (first.StatusCode, first.RequestMessage!.RequestUri!.PathAndQuery));
        Assert.Equal("extended", opened.GetProperty("tier").GetString());
        Assert.Equal("chatapi-auth0", opened.GetProperty("team").GetString());
        Assert.Equal(("ada@example.org", true), (opened.GetProperty("email").GetString(), opened.GetProperty("emailVerified").GetBoolean()));
        Assert.True(opened.GetProperty("hasSignIn").GetBoolean());
        Assert.False(opened.GetProperty("termsAccepted").GetBoolean());
        Assert.Equal(opened.GetProperty("id").GetString(), found.GetProperty("id").GetString());
        Assert.Equal(1, await visit.Host.QueryAsync(db => db.Set<User>().CountAsync()));
        Assert.Equal(
            ["user.opened", "user.signed_in", "user.signed_in"],
            await visit.Host.QueryAsync(db => db.Set<AuditEntry>().Where(entry => entry.UserId != null).Select(entry => entry.Action).OrderBy(action => action).ToListAsync()));
    }

    [Fact]
    public async Task SignedIn_MakesKeysWithoutEndAndWithoutAChallenge()
    {
        await using var visit = await SignInVisit.StartAsync();
        using var end = await visit.SignInAsync("ada");

        using var created = await visit.Browser.PostJsonAsync("api/keys", """{"keyName":"Mine","acceptsTerms":true}""");

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(JsonValueKind.Null, (await created.ReadJsonAsync()).GetProperty("key").GetProperty("expiresAt").ValueKind);
    }

    [Fact]
    public async Task UnverifiedAddress_MakesNoKeyUntilItIsVerifiedAndTheSignInRefreshed()
    {
        await using var visit = await SignInVisit.StartAsync();
        using var end = await visit.SignInAsync("bob");
        using var refused = await visit.Browser.PostJsonAsync("api/keys", """{"keyName":"Mine","acceptsTerms":true}""");
        var before = (await visit.FindAccountAsync())!.Value.GetProperty("user").GetProperty("id").GetString();

        visit.Provider.Verify("bob");
        using var refreshed = await visit.Flow.OpenAsync(new Uri(visit.Host.BaseAddress, "api/auth/login?returnTo=/account/verify"));
        using var created = await visit.Browser.PostJsonAsync("api/keys", """{"keyName":"Mine","acceptsTerms":true}""");

        await refused.MustBeProblemAsync(403, "accounts.address_unverified");
        Assert.Equal("/account/verify", refreshed.RequestMessage!.RequestUri!.PathAndQuery);
        Assert.Equal(1, visit.Provider.Visits.Login.Value);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(before, (await visit.FindAccountAsync())!.Value.GetProperty("user").GetProperty("id").GetString());
    }

    [Fact]
    public async Task AddressUntold_IsAskedOfTheUserInfo()
    {
        await using var visit = await SignInVisit.StartAsync();

        using var withAddress = await visit.SignInAsync("ada");
        var asked = visit.Provider.Visits.UserInfo.Value;
        await using var other = await SignInVisit.StartAsync();
        using var without = await other.SignInAsync("nora");
        var user = (await other.FindAccountAsync())!.Value.GetProperty("user");

        Assert.Equal((0, 1), (asked, other.Provider.Visits.UserInfo.Value));
        Assert.Equal(JsonValueKind.Null, user.GetProperty("email").ValueKind);
        Assert.False(user.GetProperty("emailVerified").GetBoolean());
    }

    [Fact]
    public async Task EachSignIn_HasANewSessionAndEndsTheOneBefore()
    {
        await using var visit = await SignInVisit.StartAsync();
        await visit.Host.ClaimKeyAsync(visit.Browser);
        var claimed = await visit.Host.QueryAsync(db => db.Set<Session>().Select(session => session.TokenHash).SingleAsync());
        using var first = await visit.SignInAsync("ada");
        var signedIn = await visit.Host.QueryAsync(db => db.Set<Session>().Select(session => session.TokenHash).SingleAsync());

        using var second = await visit.SignInAsync("ada");
        var again = await visit.Host.QueryAsync(db => db.Set<Session>().Select(session => session.TokenHash).SingleAsync());

        Assert.Equal(3, new[] { claimed, signedIn, again }.Distinct().Count());
    }

    [Fact]
    public async Task SessionsInRedis_AreChangedAndEndedAtSignInsToo()
    {
        var redis = await RedisServer.SharedAsync();
        await using var visit = await SignInVisit.StartAsync(options => options.WithRedis(redis));
        await visit.Host.ClaimKeyAsync(visit.Browser);

        using var end = await visit.SignInAsync("ada");

        var user = (await visit.FindAccountAsync())!.Value.GetProperty("user");
        Assert.Equal("extended", user.GetProperty("tier").GetString());
        Assert.Equal(0, await visit.Host.QueryAsync(db => db.Set<Session>().CountAsync()));
    }

    [Fact]
    public async Task Provider_IsAskedByCodeFlowWithProofKeyAndTheAddressOfTheSettings()
    {
        await using var visit = await SignInVisit.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/auth/login");
        request.Headers.Host = "evil.example";

        using var response = await visit.Host.Client.SendAsync(request);

        var query = QueryHelpers.ParseQuery(response.Headers.Location!.Query);
        Assert.Equal(new Uri(visit.Provider.Issuer, "authorize").GetLeftPart(UriPartial.Path), response.Headers.Location.GetLeftPart(UriPartial.Path));
        Assert.Equal(("code", "S256", "openid profile email"), (query["response_type"].ToString(), query["code_challenge_method"].ToString(), query["scope"].ToString()));
        Assert.Equal($"{visit.Host.BaseAddress}api/auth/callback", query["redirect_uri"].ToString());
        Assert.True(query.ContainsKey("nonce") && query.ContainsKey("state") && !query.ContainsKey("response_mode"));
        Assert.DoesNotContain("evil.example", response.Headers.ToString(), StringComparison.Ordinal);
        var cookies = response.Headers.GetValues("Set-Cookie").ToArray();
        Assert.Equal(2, cookies.Length);
        Assert.All(cookies, cookie =>
        {
            Assert.StartsWith("akash-sign-in-", cookie, StringComparison.Ordinal);
            Assert.Contains("path=/api/auth/callback", cookie, StringComparison.Ordinal);
            Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
            Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task IssuerWithoutItsSlash_IsTheSame()
    {
        await using var visit = await SignInVisit.StartAsync(options =>
            options.Settings["AUTH0_ISSUER_BASE_URL"] = options.Settings["AUTH0_ISSUER_BASE_URL"].TrimEnd('/'));

        using var end = await visit.SignInAsync("ada");

        Assert.NotNull(await visit.FindAccountAsync());
    }

    [Fact]
    public async Task SignInsOfADay_AreLimitedAndSaySo()
    {
        await using var visit = await SignInVisit.StartAsync(options => options.Settings["AKASHCHAT_LIMIT_SIGN_IN"] = "2/10/10");
        using var first = await visit.SignInAsync("ada");
        using var second = await visit.SignInAsync("ada");
        using var third = await visit.SignInAsync("ada");

        using var refused = await visit.SignInAsync("ada");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (third.StatusCode, refused.StatusCode));
        Assert.Equal("/sign-in/failed?reason=accounts.act_limit", refused.RequestMessage!.RequestUri!.PathAndQuery);
        Assert.Contains("2 sign-ins are allowed for an account, 10 for a network and 10", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}

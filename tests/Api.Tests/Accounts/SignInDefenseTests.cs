using System.Globalization;
using System.Net;
using System.Text;
using AkashChat.Api.Tests.Support;
using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.OpenId;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Api.Tests.Accounts;

/// <summary>What a stranger could try with the routes of a sign-in, and what must not be seen of one.</summary>
public sealed class SignInDefenseTests
{
    // How every signed token begins: {"alg". Three letters of it would stand in random text every now and then.
    private const string TokenStart = "eyJhbGci";

    [Theory]
    [InlineData("/models", "/models")]
    [InlineData("/account/verify?x=1", "/account/verify?x=1")]
    [InlineData("", "/account")]
    [InlineData("account", "/account")]
    [InlineData("https://evil.example/", "/account")]
    [InlineData("//evil.example", "/account")]
    [InlineData("/\\evil.example", "/account")]
    [InlineData("\\\\evil.example", "/account")]
    [InlineData("/\t/evil.example", "/account")]
    [InlineData("\t//evil.example", "/account")]
    [InlineData("/a\\b", "/account")]
    [InlineData("/a\r\nSet-Cookie: x=1", "/account")]
    [InlineData("/ä", "/account")]
    [InlineData("javascript:alert(1)", "/account")]
    public async Task Hole10_ReturnAddressElsewhere_IsNotFollowed(string asked, string reached)
    {
        await using var visit = await SignInVisit.StartAsync();

        using var end = await visit.SignInAsync("ada", "api/auth/login?returnTo=" + Uri.EscapeDataString(asked));

        Assert.Equal(new Uri(visit.Host.BaseAddress, reached), end.RequestMessage!.RequestUri);
        Assert.All(visit.Flow.Addresses, address => Assert.Equal("127.0.0.1", address.Host));
    }

    [Fact]
    public async Task ForgedReturnAddressAtTheProvider_IsRefusedByIt()
    {
        await using var visit = await SignInVisit.StartAsync();
        visit.Flow.Divert = address => new Uri(address.ToString().Replace(
            Uri.EscapeDataString($"{visit.Host.BaseAddress}api/auth/callback"), Uri.EscapeDataString("https://evil.example/"), StringComparison.Ordinal));

        using var end = await visit.SignInAsync("ada");

        Assert.Equal(HttpStatusCode.BadRequest, end.StatusCode);
        Assert.Null(await visit.FindAccountAsync());
    }

    [Fact]
    public async Task NotConfigured_HasNoButtonAndNoRoute()
    {
        await using var host = await TestHost.StartAsync();
        using var visitor = host.NewClient(cookies: true);
        await host.ClaimKeyAsync(visitor);

        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, "api/auth/login"), (HttpMethod.Get, "api/auth/callback?code=1&state=1"), (HttpMethod.Post, "api/auth/logout"), (HttpMethod.Post, "api/auth/attach"),
        })
        {
            using var request = new HttpRequestMessage(method, path);
            using var response = await visitor.SendAsync(request);
            await response.MustBeProblemAsync(404, "accounts.sign_in_not_offered");
        }

        foreach (var path in new[] { "", "keys/new" })
        {
            using var page = await host.Client.GetPathAsync(path);
            Assert.DoesNotContain("auth/login", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var failed = await visitor.GetPathAsync("sign-in/failed");
        using var account = await visitor.GetPathAsync("api/account");
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (failed.StatusCode, account.StatusCode));
    }

    [Fact]
    public async Task LinkFromAnotherSite_DoesNotReplaceTheAccountThatIsSignedIn()
    {
        await using var visit = await SignInVisit.StartAsync();
        await visit.Host.ClaimKeyAsync(visit.Browser);
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/auth/login?returnTo=/models");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");

        using var response = await visit.Browser.SendAsync(request);

        Assert.Equal("/models", response.Headers.Location!.ToString());
        Assert.Equal(0, visit.Provider.Visits.Authorize.Value);
    }

    [Fact]
    public async Task Gateway_KnowsNothingOfSignIns()
    {
        await using var visit = await SignInVisit.StartAsync();
        using var end = await visit.SignInAsync("ada");

        using var models = await visit.Browser.GetPathAsync("v1/models");

        await models.MustBeOpenAiErrorAsync(401, "keys.missing");
    }

    [Fact]
    public async Task SignOut_EndsTheSessionHereAndLeadsToTheProviderAndBack()
    {
        await using var visit = await SignInVisit.StartAsync();
        using var end = await visit.SignInAsync("ada");

        using var signOut = await visit.Browser.PostAsync(new Uri("api/auth/logout", UriKind.Relative), null);
        var leave = signOut.Headers.GetValues("Refresh").Single()["0; url=".Length..];
        using var home = await visit.Flow.OpenAsync(new Uri(leave));
        using var login = await visit.Flow.OpenAsync(new Uri(visit.Host.BaseAddress, "api/auth/login"));

        Assert.Equal(HttpStatusCode.OK, signOut.StatusCode);
        Assert.Equal(visit.Host.BaseAddress, home.RequestMessage!.RequestUri);
        Assert.Equal(1, visit.Provider.Visits.Logout.Value);
        Assert.Contains("Who are you?", await login.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await visit.Host.QueryAsync(db => db.Set<Session>().CountAsync()));
        Assert.Null(await visit.FindAccountAsync());
    }

    [Fact]
    public async Task SignOutWithTheProviderAway_EndsTheSessionHereAllTheSame()
    {
        await using var visit = await SignInVisit.StartAsync();
        using var end = await visit.SignInAsync("ada");
        visit.Provider.Fault = Fault.Away;
        visit.Host.Clock.Advance(TimeSpan.FromMinutes(1));

        using var signOut = await visit.Browser.PostAsync(new Uri("api/auth/logout", UriKind.Relative), null);

        Assert.Equal((HttpStatusCode.Found, "/"), (signOut.StatusCode, signOut.Headers.Location!.ToString()));
        Assert.Equal(0, await visit.Host.QueryAsync(db => db.Set<Session>().CountAsync()));
    }

    [Fact]
    public async Task FormOfAnotherSite_NeitherSignsOutNorAttaches()
    {
        await using var visit = await SignInVisit.StartAsync();
        using var end = await visit.SignInAsync("ada");

        foreach (var path in new[] { "api/auth/logout", "api/auth/attach" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path);
            request.Headers.Add("Sec-Fetch-Site", "cross-site");
            using var response = await visit.Browser.SendAsync(request);
            await response.MustBeProblemAsync(403, "request.cross_site");
        }

        Assert.NotNull(await visit.FindAccountAsync());
    }

    [Fact]
    public async Task SecretsAndPersons_AreInNoLogAndNoAddressOfOurs()
    {
        await using var visit = await SignInVisit.StartAsync(options => options.Settings["LOG_LEVEL"] = "trace");
        var answers = new StringBuilder();
        var codes = new List<string>();
        foreach (var lie in new[] { Lie.None, Lie.ForgedNonce, Lie.ForgedIssuer, Lie.UnknownKey, Lie.NoSignature, Lie.Expired })
        {
            visit.Provider.Lie = lie;
            await KeepAsync(await visit.SignInAsync("ada"));
        }

        visit.Provider.Lie = Lie.None;
        visit.Provider.Fault = Fault.TokenFails;
        await KeepAsync(await visit.SignInAsync("ada"));
        visit.Provider.Fault = Fault.None;
        await KeepAsync(await visit.SignInAsync("nora"));
        await KeepAsync(await visit.Browser.PostAsync(new Uri("api/auth/logout", UriKind.Relative), null));
        var visited = visit.Flow.Addresses.Where(address => address.Port == visit.Host.BaseAddress.Port).ToArray();
        codes.AddRange(visited.SelectMany(address => QueryHelpers.ParseQuery(address.Query)).Where(pair => pair.Key is "code" or "state").Select(pair => pair.Value.ToString()));

        Assert.True(codes.Count >= 14, $"only {codes.Count} codes and states were seen");
        foreach (var secret in codes.Concat([visit.Provider.ClientSecret, TestHostOptions.StateSecret, "ada@example.org", "auth0|ada", TokenStart]))
        {
            Assert.DoesNotContain(secret, visit.Host.Log.ToString(), StringComparison.Ordinal);
        }

        foreach (var secret in new[] { visit.Provider.ClientSecret, TestHostOptions.StateSecret, "ada@example.org", "auth0|ada", "auth0%7Cada", TokenStart })
        {
            Assert.DoesNotContain(visited, address => address.ToString().Contains(secret, StringComparison.OrdinalIgnoreCase));
        }

        // Her own account page tells ada her address, and nothing else.
        foreach (var secret in new[] { visit.Provider.ClientSecret, TestHostOptions.StateSecret, "auth0|ada", "auth0%7Cada", TokenStart })
        {
            Assert.DoesNotContain(secret, answers.ToString(), StringComparison.Ordinal);
        }

        // What must be there proves that the search looks at the right things.
        Assert.Contains("accounts.sign_in_failed", visit.Host.Log.ToString(), StringComparison.Ordinal);
        Assert.Contains(visited, address => address.AbsolutePath == OpenIdFlow.CallbackPath);

        async Task KeepAsync(HttpResponseMessage response)
        {
            using (response)
            {
                answers.AppendLine(CultureInfo.InvariantCulture, $"{response.Headers}{response.Content.Headers}");
                answers.AppendLine(await response.Content.ReadAsStringAsync());
            }
        }
    }
}

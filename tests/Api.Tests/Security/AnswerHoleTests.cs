using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Security;

/// <summary>The holes of the service we replace, by the numbers of docs/security.md: about what answers carry.</summary>
public sealed class AnswerHoleTests
{
    [Fact]
    public async Task Hole12_SignOut_EndsTheSessionOnTheServer()
    {
        await using var host = await TestHost.StartAsync();
        var visitor = await host.AddExtendedUserAsync();
        using var here = await host.SignInAsync(visitor.UserId);
        using var there = await host.SignInAsync(visitor.UserId);

        using var signedOut = await here.DeleteAsync(new Uri("api/session", UriKind.Relative));
        using var hereAfter = await here.GetPathAsync("api/account");
        using var thereAfter = await there.GetPathAsync("api/account");
        using var everywhere = await there.DeleteAsync(new Uri("api/sessions", UriKind.Relative));
        using var thereAtLast = await there.GetPathAsync("api/account");

        Assert.Equal(
            [HttpStatusCode.NoContent, HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.NoContent, HttpStatusCode.Unauthorized],
            [signedOut.StatusCode, hereAfter.StatusCode, thereAfter.StatusCode, everywhere.StatusCode, thereAtLast.StatusCode]);
    }

    [Fact]
    public async Task Hole29_ReadyWithoutWhatIsNotConfigured()
    {
        await using var host = await TestHost.StartAsync();

        using var ready = await host.Client.GetPathAsync("health/ready");

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Fact]
    public async Task Hole32_EveryAnswer_HasItsSecurityHeaders()
    {
        await using var host = await TestHost.StartAsync(options => options.Settings["AKASHCHAT_TRUSTED_PROXIES"] = "127.0.0.1");
        using var visitor = await host.SignInAsync((await host.AddExtendedUserAsync()).UserId);
        visitor.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");

        foreach (var path in RouteTable.Rows.Where(row => row.Method == "GET" && !row.Path.Contains('{', StringComparison.Ordinal)).Select(row => row.Path))
        {
            using var answer = await visitor.GetPathAsync(path.TrimStart('/'));
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();

            Assert.True(policy.Contains("default-src 'none'", StringComparison.Ordinal) && policy.Contains("frame-ancestors 'none'", StringComparison.Ordinal), path);
            Assert.True(answer.Headers.Contains("Strict-Transport-Security") && answer.Headers.Contains("Referrer-Policy"), path);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            if ((path.StartsWith("/account", StringComparison.Ordinal) && path != "/account/deleted") || path.StartsWith("/api/account", StringComparison.Ordinal) || path is "/api/sessions")
            {
                Assert.True(answer.Headers.CacheControl?.NoStore, path);
            }
        }
    }

    [Fact]
    public async Task Hole32_EveryPageForm_DemandsItsToken()
    {
        await using var host = await TestHost.StartAsync();
        var visitor = await host.AddExtendedUserAsync();
        var key = await host.AddKeyAsync(visitor);
        using var client = await host.SignInAsync(visitor.UserId);
        var forms = RouteBodies.Forms.Keys.Where(route => !route.Contains(" /api/", StringComparison.Ordinal)).ToList();

        foreach (var form in forms)
        {
            var path = form.Split(' ')[1].TrimStart('/').Replace("{id:length(10)}", key.Key.Id.Value, StringComparison.Ordinal);
            using var body = new FormUrlEncodedContent([]);
            using var refused = await client.PostAsync(new Uri(path, UriKind.Relative), body);

            Assert.True(refused.StatusCode == HttpStatusCode.BadRequest, $"{form}: {refused.StatusCode}");
        }

        Assert.True(forms.Count > 10);
    }

    [Fact]
    public async Task Hole33_RefusalsHaveTheirStatus()
    {
        await using var host = await TestHost.StartAsync();
        var solved = await host.SolveChallengeAsync();
        using var unverified = await host.SignInAsync((await host.AddExtendedUserAsync(emailVerified: false)).UserId);

        using var badJson = await host.Client.PostJsonAsync("api/keys/claim", "{");
        using var noConsent = await host.Client.PostJsonAsync(
            "api/keys/claim", $$"""{"keyName":"k","challenge":"{{solved.Challenge}}","solution":"{{solved.Solution}}"}""");
        using var failedChallenge = await host.Client.PostJsonAsync(
            "api/keys/claim", $$"""{"keyName":"k","acceptsTerms":true,"challenge":"{{solved.Challenge}}","solution":"1.1.1"}""");
        using var notVerified = await unverified.PostJsonAsync("api/keys", """{"keyName":"k"}""");

        await badJson.MustBeProblemAsync(400, "request.malformed_json");
        await noConsent.MustBeProblemAsync(400, "request.invalid");
        await failedChallenge.MustBeProblemAsync(403, "keys.challenge_unsolved");
        await notVerified.MustBeProblemAsync(403, "accounts.address_unverified");
    }

    [Fact]
    public async Task Hole35_Models_AreTheRegisters()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("only-this-one", upstream));

        using var page = await host.Client.GetPathAsync("models");

        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains("only-this-one", html, StringComparison.Ordinal);
        Assert.DoesNotContain("akashchat-demo", html, StringComparison.Ordinal);
    }
}

using System.Net;
using System.Net.Http.Headers;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Api.Tests.Security;

/// <summary>The holes of the service we replace, by the numbers of docs/security.md: about access and ownership.</summary>
public sealed class HoleTests
{
    [Theory]
    [InlineData("\"authType\":\"auth0\"")]
    [InlineData("\"tier\":\"extended\"")]
    [InlineData("\"team\":\"chatapi-auth0\"")]
    [InlineData("\"expiresAt\":\"2099-01-01T00:00:00Z\"")]
    public async Task Hole01_TierInTheBody_IsRefused(string field)
    {
        await using var host = await TestHost.StartAsync();
        var solved = await host.SolveChallengeAsync();

        using var response = await host.Client.PostJsonAsync(
            "api/keys/claim",
            $$"""{"keyName":"k","acceptsTerms":true,{{field}},"challenge":"{{solved.Challenge}}","solution":"{{solved.Solution}}"}""");

        await response.MustBeProblemAsync(400, "request.malformed_json");
        Assert.Equal(0, await host.QueryAsync(db => db.Set<User>().CountAsync()));
    }

    [Fact]
    public async Task Hole02_UserIdInAHeader_IsNobody()
    {
        await using var host = await TestHost.StartAsync();
        var stranger = await host.AddExtendedUserAsync(subject: "auth0|victim");
        using var client = host.NewClient(cookies: true);
        foreach (var (name, value) in new[]
        {
            ("X-Auth0-User-Id", "auth0|victim"), ("X-User-Id", stranger.UserId.ToString()), ("X-Forwarded-User", stranger.UserId.ToString()),
        })
        {
            client.DefaultRequestHeaders.Add(name, value);
        }

        using var before = await client.GetPathAsync("api/account");
        await host.ClaimKeyAsync(client);
        using var after = await client.GetPathAsync("api/account");

        await before.MustBeProblemAsync(401, "accounts.not_signed_in");
        var user = (await after.ReadJsonAsync()).GetProperty("user");
        Assert.NotEqual(stranger.UserId.Value, user.GetProperty("id").GetGuid());
        Assert.Equal("permissionless", user.GetProperty("tier").GetString());
    }

    [Fact]
    public async Task Hole03_StrangersKey_IsNotFoundAndUntouched()
    {
        await using var host = await TestHost.StartAsync();
        var victim = await host.AddKeyAsync(await host.AddExtendedUserAsync());
        using var attacker = await host.SignInAsync((await host.AddExtendedUserAsync()).UserId);
        var path = $"api/keys/{victim.Key.Id}";
        string Answer(HttpResponseMessage response) => $"{(int)response.StatusCode} {response.Content.Headers.ContentType}";

        var acts = new (HttpMethod Method, string Path, string? Body)[]
        {
            (HttpMethod.Get, path, null), (HttpMethod.Delete, path, null), (HttpMethod.Patch, path, """{"keyName":"mine"}"""),
            (HttpMethod.Post, $"{path}/rotate", """{"overlapSeconds":0}"""), (HttpMethod.Post, $"{path}/disable", null),
            (HttpMethod.Put, $"{path}/limits", """{"requestsPerMinute":1}"""), (HttpMethod.Post, $"{path}/renew", "{}"),
        };
        foreach (var act in acts)
        {
            using var request = new HttpRequestMessage(act.Method, act.Path) { Content = act.Body is null ? null : Json.Body(act.Body) };
            using var absent = new HttpRequestMessage(act.Method, act.Path.Replace(victim.Key.Id.Value, ApiKeyId.New().Value, StringComparison.Ordinal))
            {
                Content = act.Body is null ? null : Json.Body(act.Body),
            };
            using var refused = await attacker.SendAsync(request);
            using var unknown = await attacker.SendAsync(absent);

            await refused.MustBeProblemAsync(404, "keys.not_found");
            Assert.Equal(Answer(unknown), Answer(refused));
        }

        var stored = await host.QueryAsync(db => db.Set<ApiKey>().AsNoTracking().SingleAsync(key => key.Id == victim.Key.Id));
        Assert.Equal((victim.Key.Hash, "Test key", KeyState.Active, 0), (stored.Hash, stored.Name, stored.State, stored.Revision));
    }

    [Fact]
    public async Task Hole05_KeysThatCannotBeRead_MakeNoKey()
    {
        await using var host = await TestHost.StartAsync();
        using var visitor = await host.SignInAsync((await host.AddExtendedUserAsync()).UserId);
        await host.QueryAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE api_keys RENAME TO api_keys_away"));

        using var refused = await visitor.PostJsonAsync("api/keys", """{"keyName":"k"}""");
        await host.QueryAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE api_keys_away RENAME TO api_keys"));

        await refused.MustBeProblemAsync(503, "service.store_unavailable");
        Assert.Equal(0, await host.QueryAsync(db => db.Set<ApiKey>().CountAsync()));
    }

    [Theory]
    [InlineData("auth0%7Cada")]
    [InlineData("a+b%40x.yz")]
    [InlineData("'%20OR%201=1")]
    [InlineData("..%2F..%2Fuse")]
    [InlineData("%00000000%25")]
    public async Task Hole08_IdsWithSpecialCharacters_AreJustAbsent(string id)
    {
        await using var host = await TestHost.StartAsync();
        var visitor = await host.AddExtendedUserAsync(subject: "auth0|a+b@example.org");
        await host.AddKeyAsync(visitor);
        using var client = await host.SignInAsync(visitor.UserId);

        using var response = await client.GetPathAsync($"api/keys/{id}");

        Assert.Contains((int)response.StatusCode, new[] { 400, 404 });
    }

    [Fact]
    public async Task Hole09_MarkupInAName_IsText()
    {
        await using var host = await TestHost.StartAsync();
        using var visitor = host.NewClient(cookies: true);
        await host.ClaimKeyAsync(visitor, "<script>alert(1)</script>");

        using var page = await visitor.GetPathAsync("account");

        var html = await page.Content.ReadAsStringAsync();
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", html, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hole11_SessionId_IsInTheCookieAlone()
    {
        await using var host = await TestHost.StartAsync();

        using var claimed = await Keys.ClaimApiKeyTests.ClaimAsync(host, await host.SolveChallengeAsync());

        var cookie = claimed.Headers.GetValues("Set-Cookie").Single();
        var token = cookie.Split('=', 2)[1].Split(';')[0];
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(token, await claimed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.NotEqual(token, (await host.QueryAsync(db => db.Set<Session>().SingleAsync())).TokenHash);
    }

    [Fact]
    public async Task Hole27_HashOfTheKey_IsNeverHandedOut()
    {
        await using var host = await TestHost.StartAsync();
        var visitor = await host.AddExtendedUserAsync();
        var key = await host.AddKeyAsync(visitor);
        using var client = await host.SignInAsync(visitor.UserId);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Text);

        foreach (var path in new[]
        {
            "api/account", $"api/keys/{key.Key.Id}", "api/account/export", "v1/key", "account", $"account/keys/{key.Key.Id}", "account/data",
        })
        {
            using var response = await client.GetPathAsync(path);
            var text = await response.Content.ReadAsStringAsync();

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.DoesNotContain(key.Key.Hash, text, StringComparison.Ordinal);
            Assert.DoesNotContain(key.Text, text, StringComparison.Ordinal);
        }
    }
}

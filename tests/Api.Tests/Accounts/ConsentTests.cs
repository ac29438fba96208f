using System.Net;
using System.Text.Json;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Accounts;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Api.Tests.Accounts;

public sealed class ConsentTests
{
    private const string Consents = "api/account/consents";

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task Messages_AreGivenAndWithdrawnWithAHistoryAndATrail(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        using var visitor = host.NewClient(cookies: true);
        await host.ClaimKeyAsync(visitor);

        using var before = await visitor.GetPathAsync(Consents);
        foreach (var given in new[] { "true", "true", "false", "false" })
        {
            host.Clock.Advance(TimeSpan.FromMinutes(1));
            using var change = await PutAsync(visitor, "messages", $$"""{"given":{{given}}}""");
            Assert.Equal(HttpStatusCode.OK, change.StatusCode);
        }

        using var after = await visitor.GetPathAsync(Consents);

        var asked = await before.ReadJsonAsync();
        Assert.True(asked.GetProperty("terms").GetProperty("given").GetBoolean());
        Assert.Equal((Terms.CurrentVersion, "/terms"), TextOf(asked.GetProperty("terms")));
        Assert.Equal((Terms.MessagesVersion, Terms.MessagesReference), TextOf(asked.GetProperty("messages")));
        Assert.Equal(JsonValueKind.Null, asked.GetProperty("messages").GetProperty("current").ValueKind);
        Assert.Contains("no-store", after.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        var history = (await after.ReadJsonAsync()).GetProperty("history").EnumerateArray()
            .Select(entry => (entry.GetProperty("kind").GetString(), entry.GetProperty("number").GetInt32(), entry.GetProperty("given").GetBoolean()));
        Assert.Equal([("messages", 2, false), ("messages", 1, true), ("terms", 1, true)], history);
        Assert.Equal(["consent.messages_given", "consent.messages_withdrawn"], await ActionsAsync(host, "consent.messages"));
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task TermsWithdrawn_SwitchKeysOffUntilTheHolderAcceptsAndSwitchesThemOn(TestDatabase database)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options =>
        {
            options.Database = database;
            options.WithModel("scripted", upstream);
        });
        using var visitor = host.NewClient(cookies: true);
        var key = await host.ClaimKeyAsync(visitor);
        using var program = host.ClientWithKey(key);
        using var before = await CallAsync(program);

        host.Clock.Advance(TimeSpan.FromSeconds(1));
        using var withdrawn = await PutAsync(visitor, "terms", """{"given":false}""");
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        using var refused = await CallAsync(program);
        using var early = await visitor.PostJsonAsync($"api/keys/{key[6..16]}/enable", """{"acceptsTerms":false}""");
        using var accepted = await PutAsync(visitor, "terms", """{"given":true}""");
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        using var still = await CallAsync(program);
        using var enabled = await visitor.PostJsonAsync($"api/keys/{key[6..16]}/enable", """{"acceptsTerms":false}""");
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        using var works = await CallAsync(program);

        Assert.False((await withdrawn.ReadJsonAsync()).GetProperty("terms").GetProperty("given").GetBoolean());
        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK),
            (before.StatusCode, accepted.StatusCode, enabled.StatusCode, works.StatusCode));
        await refused.MustBeOpenAiErrorAsync((int)still.StatusCode, "keys.not_active");
        await early.MustBeProblemAsync(403, "accounts.terms_not_accepted");
        Assert.Equal(["consent.terms_given", "consent.terms_withdrawn", "consent.terms_given"], await ActionsAsync(host, "consent.terms"));
        Assert.Equal(["key.disabled"], await ActionsAsync(host, "key.disabled"));
    }

    [Fact]
    public async Task OlderVersion_DoesNotHoldAndIsWhatIsWithdrawn()
    {
        await using var host = await TestHost.StartAsync();
        var user = AUser.Permissionless(now: host.Clock.GetUtcNow());
        await host.StoreAsync(user, new Consent(user.Id, ConsentKind.Terms, 1, "2025-01-01", "/old", given: true, host.Clock.GetUtcNow()));
        using var visitor = await host.SignInAsync(user.Id);

        using var asked = await visitor.GetPathAsync(Consents);
        using var withdrawn = await PutAsync(visitor, "terms", """{"given":false}""");
        using var given = await PutAsync(visitor, "terms", """{"given":true}""");

        var terms = (await asked.ReadJsonAsync()).GetProperty("terms");
        Assert.Equal((false, true), (terms.GetProperty("given").GetBoolean(), terms.GetProperty("current").GetProperty("given").GetBoolean()));
        Assert.Equal(("2025-01-01", "/old"), TextOf((await withdrawn.ReadJsonAsync()).GetProperty("terms").GetProperty("current")));
        Assert.Equal((Terms.CurrentVersion, "/terms"), TextOf((await given.ReadJsonAsync()).GetProperty("terms").GetProperty("current")));
    }

    [Fact]
    public async Task Nobody_IsUnauthenticatedAndAnUnclearWishIsRefused()
    {
        await using var host = await TestHost.StartAsync();
        using var visitor = host.NewClient(cookies: true);
        await host.ClaimKeyAsync(visitor);
        using var forged = new HttpRequestMessage(HttpMethod.Put, $"{Consents}/terms") { Content = Json.Body("""{"given":false}""") };
        forged.Headers.Add("Sec-Fetch-Site", "cross-site");

        using var nobodyReads = await host.Client.GetPathAsync(Consents);
        using var nobodyWrites = await PutAsync(host.Client, "terms", """{"given":true}""");
        using var unclear = await PutAsync(visitor, "terms", "{}");
        using var crossSite = await visitor.SendAsync(forged);

        await nobodyReads.MustBeProblemAsync(401, "accounts.not_signed_in");
        await nobodyWrites.MustBeProblemAsync(401, "accounts.not_signed_in");
        var problem = await unclear.MustBeProblemAsync(400, "request.invalid");
        Assert.True(problem.GetProperty("errors").TryGetProperty("given", out _));
        await crossSite.MustBeProblemAsync(403, "request.cross_site");
        Assert.Equal(1, await host.QueryAsync(db => db.Set<Consent>().CountAsync()));
    }

    private static (string? Version, string? Reference) TextOf(JsonElement text) =>
        (text.GetProperty("version").GetString(), text.GetProperty("reference").GetString());

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, string kind, string json) =>
        client.PutAsync(new Uri($"{Consents}/{kind}", UriKind.Relative), Json.Body(json));

    private static Task<HttpResponseMessage> CallAsync(HttpClient program) =>
        program.PostJsonAsync("v1/chat/completions", """{"model":"scripted","messages":[{"role":"user","content":"Hello"}]}""");

    private static Task<List<string>> ActionsAsync(TestHost host, string beginning) => host.QueryAsync(db => db.Set<AuditEntry>()
        .Where(entry => entry.Action.StartsWith(beginning))
        .OrderBy(entry => entry.At).ThenBy(entry => entry.Id)
        .Select(entry => entry.Action)
        .ToListAsync());
}

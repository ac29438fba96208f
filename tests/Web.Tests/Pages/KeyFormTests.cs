using System.Net;
using System.Text.RegularExpressions;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Web.Tests.Pages;

/// <summary>The pages about keys as a program sees them: whose they are, and what their forms refuse.</summary>
public sealed partial class KeyFormTests(KeyFormTests.NarrowTeam portal) : IClassFixture<KeyFormTests.NarrowTeam>
{
    private TestHost Host => portal.Host;

    [Theory]
    [InlineData("")]
    [InlineData("/rotate")]
    [InlineData("/renew")]
    [InlineData("/limits")]
    [InlineData("/revoke")]
    public async Task StrangersKeyAndAbsentKey_AreNotFoundAlike(string page)
    {
        using var owner = Host.NewClient(cookies: true);
        using var stranger = Host.NewClient(cookies: true);
        var strangers = PathOf(await Host.ClaimKeyAsync(stranger));
        var own = PathOf(await Host.ClaimKeyAsync(owner));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(owner, own + page));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(owner, strangers + page));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(owner, "/account/keys/0000000000" + page));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(owner, "/account/keys/short" + page));
        using var nobody = await Host.Client.GetAsync(new Uri(strangers + page, UriKind.Relative));
        Assert.Equal((HttpStatusCode.Redirect, "/keys/new"), (nobody.StatusCode, nobody.Headers.Location?.ToString()));
    }

    [Theory]
    [InlineData("?handler=Rename")]
    [InlineData("?handler=Disable")]
    [InlineData("?handler=Enable")]
    [InlineData("/rotate")]
    [InlineData("/renew")]
    [InlineData("/limits")]
    [InlineData("/revoke")]
    public async Task Act_TouchesNoStrangersKeyAndNeedsItsOwnForm(string act)
    {
        using var owner = Host.NewClient(cookies: true);
        using var stranger = Host.NewClient(cookies: true);
        var strangers = await Host.ClaimKeyAsync(stranger, "Untouched");
        var own = PathOf(await Host.ClaimKeyAsync(owner));
        var before = await StoredAsync(strangers);
        var token = await TokenAsync(owner, own);

        var onStrangers = await PostAsync(owner, PathOf(strangers) + act, new() { ["__RequestVerificationToken"] = token, ["keyName"] = "Mine now", ["which"] = "all" });
        var withoutToken = await PostAsync(stranger, PathOf(strangers) + act, new() { ["keyName"] = "Forged", ["which"] = "all" });

        Assert.Equal(HttpStatusCode.NotFound, onStrangers.Status);
        Assert.Equal(HttpStatusCode.BadRequest, withoutToken.Status);
        Assert.Equal(before, await StoredAsync(strangers));
    }

    [Theory]
    [InlineData("parallelRequests", "many", "Write a whole number, or leave it empty.")]
    [InlineData("parallelRequests", "-1", "Write a whole number, or leave it empty.")]
    [InlineData("parallelRequests", "6", "At most 5, as your team has it.")]
    [InlineData("requestsPerMinute", "0", "At least one request a minute, or disable the key.")]
    [InlineData("requestsPerMinute", "61", "At most 60, as your team has it.")]
    [InlineData("tokensPerMinute", "99999999999", "Write a whole number, or leave it empty.")]
    [InlineData("budgetUsd", "2.51", "At most $2.50, as your team has it.")]
    [InlineData("budgetUsd", "1,5", "Write an amount in US dollars such as 2.50, or leave it empty.")]
    [InlineData("budgetUsd", "0.0000001", "Write an amount in US dollars such as 2.50, or leave it empty.")]
    [InlineData("which", "these", "Choose at least one model, or all.")]
    [InlineData("endsAt", "tomorrow", "Write a day such as 2026-12-31, or leave it empty.")]
    [InlineData("endsAt", "2000-01-01", "The end must lie ahead; to end the key now, revoke it.")]
    [InlineData("endsAt", "2099-01-01", "At the latest ")]
    public async Task WrongLimit_IsSaidAtItsFieldAndNothingChanges(string field, string value, string fault)
    {
        using var client = Host.NewClient(cookies: true);
        var key = await Host.ClaimKeyAsync(client);
        var form = new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = await TokenAsync(client, PathOf(key)),
            ["which"] = "all",
            ["tokensPerMinute"] = "4711",
        };
        form[field] = value;

        var (status, page) = await PostAsync(client, PathOf(key) + "/limits", form);

        var at = field == "which" ? "models" : field;
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains($"""<p class="field__error" id="{at}-error">{fault}""", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Equal(field == "tokensPerMinute", !page.Contains("value=\"4711\"", StringComparison.Ordinal));
        Assert.Equal(KeyLimits.None, (await LimitsAsync(key)).Own);
    }

    [Fact]
    public async Task Limits_AreSavedAndTheFormShowsThemAgain()
    {
        using var client = Host.NewClient(cookies: true);
        var key = await Host.ClaimKeyAsync(client);
        var path = PathOf(key) + "/limits";
        var today = DateOnly.FromDateTime(Host.Clock.GetUtcNow().UtcDateTime);
        var form = new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = await TokenAsync(client, PathOf(key)),
            ["which"] = "these",
            ["models"] = "demo",
            ["parallelRequests"] = "2",
            ["budgetUsd"] = "0.125",
            ["endsAt"] = today.AddDays(1).ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        };

        var (saved, answer) = await PostAsync(client, path, form);
        Assert.DoesNotContain("field__error", answer, StringComparison.Ordinal);
        var first = await LimitsAsync(key);
        form["parallelRequests"] = "3";
        var (again, _) = await PostAsync(client, path, form);

        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.Redirect), (saved, again));
        Assert.Equal((2, 125_000L, "demo"), (first.Own.ParallelRequests, first.Own.BudgetMicroUsd, Assert.Single(first.Own.Models!)));
        Assert.Equal(new DateTimeOffset(today.AddDays(2).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero), first.End);
        Assert.Equal(first.End, (await LimitsAsync(key)).End);
        var page = await client.GetStringAsync(new Uri(path, UriKind.Relative));
        Assert.Contains($"type=\"date\" value=\"{form["endsAt"]}\"", page, StringComparison.Ordinal);
        Assert.Contains("value=\"0.125\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?handler=Rename", "keyName", "   ", "keyName-error")]
    [InlineData("/rotate", "overlap", "1000h", "overlap-error")]
    public async Task WrongField_IsSaidAtTheField(string act, string field, string value, string id)
    {
        using var client = Host.NewClient(cookies: true);
        var key = await Host.ClaimKeyAsync(client);

        var (status, page) = await PostAsync(client, PathOf(key) + act, new()
        {
            ["__RequestVerificationToken"] = await TokenAsync(client, PathOf(key)),
            ["replaces"] = KeySecret.Parse(key)!.Preview,
            [field] = value,
        });

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains($"<p class=\"field__error\" id=\"{id}\">", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"api-key\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/rotate")]
    [InlineData("/renew")]
    [InlineData("/limits")]
    [InlineData("/revoke")]
    public async Task RevokedKey_HasNoFormsAnyMore(string page)
    {
        using var client = Host.NewClient(cookies: true);
        var path = PathOf(await Host.ClaimKeyAsync(client));
        var token = await TokenAsync(client, path);
        var (revoked, _) = await PostAsync(client, path + "/revoke", new() { ["__RequestVerificationToken"] = token });

        using var response = await client.GetAsync(new Uri(path + page, UriKind.Relative));

        Assert.Equal(HttpStatusCode.Redirect, revoked);
        Assert.Equal((HttpStatusCode.Redirect, path), (response.StatusCode, response.Headers.Location?.ToString()));
    }

    private static string PathOf(string key) => Browser.Visitors.PathOf(key);

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        return response.StatusCode;
    }

    private static async Task<string> TokenAsync(HttpClient client, string path) =>
        Token().Match(await client.GetStringAsync(new Uri(path, UriKind.Relative))).Groups[1].Value;

    private static async Task<(HttpStatusCode Status, string Page)> PostAsync(HttpClient client, string path, Dictionary<string, string> form)
    {
        using var body = new FormUrlEncodedContent(form);
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), body);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private Task<ApiKey> KeyAsync(string key)
    {
        var id = KeySecret.Parse(key)!.Id;
        return Host.QueryAsync(database => database.Set<ApiKey>().AsNoTracking().SingleAsync(stored => stored.Id == id));
    }

    private async Task<(string Name, KeyState State, string Hash, int Revision)> StoredAsync(string key)
    {
        var stored = await KeyAsync(key);
        return (stored.Name, stored.State, stored.Hash, stored.Revision);
    }

    private async Task<(KeyLimits Own, DateTimeOffset? End)> LimitsAsync(string key)
    {
        var stored = await KeyAsync(key);
        return (stored.OwnLimits, stored.ExpiresAt);
    }

    [GeneratedRegex("""name="__RequestVerificationToken" type="hidden" value="([^"]+)""")]
    private static partial Regex Token();

    /// <summary>A host whose permissionless team has limits.</summary>
    public sealed class NarrowTeam : IAsyncLifetime
    {
        public TestHost Host { get; private set; } = null!;

        public async Task InitializeAsync() => Host = await TestHost.StartAsync(options =>
        {
            options.Settings["LITELLM_MAX_PARALLEL_REQUESTS"] = "5";
            options.Settings["AKASHCHAT_PERMISSIONLESS_REQUESTS_PER_MINUTE"] = "60";
            options.Settings["AKASHCHAT_PERMISSIONLESS_BUDGET_USD"] = "2.50";
        });

        public async Task DisposeAsync() => await Host.DisposeAsync();
    }
}

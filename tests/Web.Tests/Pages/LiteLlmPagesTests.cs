using System.Net;
using System.Net.Http.Json;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.LiteLlm;
using AkashChat.TestKit.OpenId;
using AkashChat.Web.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AkashChat.Web.Tests.Pages;

/// <summary>The pages with a LiteLLM proxy behind: the extended tier's journey, what is said while the proxy is away, and its models.</summary>
[Collection(BrowserTests.Name)]
public sealed class LiteLlmPagesTests(Chromium chromium)
{
    [Fact]
    public async Task SignedIn_MakesUsesRotatesAndRevokesAKey()
    {
        await using var provider = await OpenIdServer.StartAsync();
        provider.AddPerson("Ida", "auth0|Ida", "Ida@example.org");
        await using var proxy = await LiteLlmServer.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithLiteLlm(proxy).WithOpenId(provider));
        await using var tab = await chromium.OpenAsync(host.BaseAddress);
        var page = tab.Page;

        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in as Ida" }).ClickAsync();
        await page.GotoAsync("/account/keys/new");
        await page.GetByLabel("Name of the key").FillAsync("Laptop");
        await page.GetByLabel("I accept the terms of use").CheckAsync();
        await PressAsync(page, "Make the key");
        var first = await tab.ReadKeyAsync();
        Assert.Equal(HttpStatusCode.OK, await CallAsync(host, first));
        Assert.Equal("chatapi-auth0", Assert.Single(proxy.Keys).TeamId);
        Assert.Null(Assert.Single(proxy.Keys).ExpiresAt);

        await page.GotoAsync(Visitors.PathOf(first));
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Together" })).ToContainTextAsync("1");
        await page.GetByRole(AriaRole.Link, new() { Name = "Rotate…" }).ClickAsync();
        await PressAsync(page, "Rotate the key");
        var second = await tab.ReadKeyAsync();
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await CallAsync(host, first), await CallAsync(host, second)));
        await page.GotoAsync(Visitors.PathOf(second));
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Together" })).ToContainTextAsync("2");

        await page.GetByRole(AriaRole.Link, new() { Name = "Revoke…" }).ClickAsync();
        await PressAsync(page, "Revoke the key");
        await Expect(page.Locator(".badge")).ToHaveTextAsync("Revoked");
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(host, second));
        Assert.Empty(proxy.Keys);
        Assert.Empty(tab.Faults);
    }

    [Fact]
    public async Task ProxyAway_NoKeyIsMadeAndThePageSaysSo_AndAfterwardsTheSameWorks()
    {
        await using var proxy = await LiteLlmServer.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithLiteLlm(proxy));
        await using var tab = await chromium.OpenAsync(host.BaseAddress);
        await proxy.StopListeningAsync();

        await tab.AskForKeyAsync("Laptop");

        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("does not answer at the moment");
        await Expect(tab.Page.GetByLabel("Name of the key")).ToHaveValueAsync("Laptop");
        await AccessibilityTests.AssertCleanAsync(tab);
        await proxy.ListenAgainAsync();
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await tab.AskForKeyAsync("Laptop");
        Assert.Equal(HttpStatusCode.OK, await CallAsync(host, await tab.ReadKeyAsync()));
        Assert.Single(proxy.Users, user => user.Id != "default_user_id");
        Assert.Empty(tab.Faults);
    }

    [Fact]
    public async Task ProxyAway_TheOldSecretStays_AndThePageOfTheKeyIsThere()
    {
        await using var proxy = await LiteLlmServer.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithLiteLlm(proxy));
        await using var tab = await chromium.OpenAsync(host.BaseAddress);
        var key = await tab.ClaimAndOpenAsync("Laptop");
        await proxy.StopListeningAsync();

        await tab.Page.GotoAsync(Visitors.PathOf(key) + "/rotate");
        await PressAsync(tab.Page, "Rotate the key");
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("does not answer at the moment");
        await tab.Page.GotoAsync(Visitors.PathOf(key));
        await Expect(tab.Page.GetByText("The usage cannot be told at the moment")).ToBeVisibleAsync();
        await AccessibilityTests.AssertCleanAsync(tab);

        await proxy.ListenAgainAsync();
        Assert.Equal(HttpStatusCode.OK, await CallAsync(host, key));
        Assert.Empty(tab.Faults);
    }

    [Fact]
    public async Task ChangeThatIsNotCarriedYet_IsShownOnTheKeysPageAndInTheList()
    {
        await using var proxy = await LiteLlmServer.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithLiteLlm(proxy));
        await using var tab = await chromium.OpenAsync(host.BaseAddress);
        var key = await tab.ClaimAndOpenAsync("Laptop");
        await Expect(tab.Page.GetByText("Taking effect…")).ToHaveCountAsync(0);

        await proxy.StopListeningAsync();
        await PressAsync(tab.Page, "Switch off");
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The change is saved");

        foreach (var path in (string[])["", "/account", Visitors.PathOf(key)])
        {
            if (path.Length > 0)
            {
                await tab.Page.GotoAsync(path);
            }

            await Expect(tab.Page.GetByText("Disabled", new() { Exact = true })).ToBeVisibleAsync();
            await Expect(tab.Page.GetByText("Taking effect…")).ToBeVisibleAsync();
            await Expect(tab.Page.GetByText("the model gateway has not taken it over yet")).ToBeVisibleAsync();
            await AccessibilityTests.AssertCleanAsync(tab);
        }

        Assert.Empty(tab.Faults);
    }

    [Fact]
    public async Task ModelsOfTheProxy_AreShown_AndNewOnesAfterHalfAMinute()
    {
        await using var proxy = await LiteLlmServer.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithLiteLlm(proxy));
        Assert.Contains("text-embed", await ModelsPageAsync(host), StringComparison.Ordinal);

        proxy.Models = [.. proxy.Models, new ProxyModel("brand-new")];
        var asked = proxy.Requests.Count;
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        await proxy.WaitForRequestsAsync(asked + 1);

        await host.Log.WaitForAsync("5 models on offer");
        Assert.Contains("brand-new", await ModelsPageAsync(host), StringComparison.Ordinal);
    }

    private static Task<string> ModelsPageAsync(TestHost host) => host.Client.GetStringAsync(new Uri("models", UriKind.Relative));

    private static Task PressAsync(IPage page, string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private static async Task<HttpStatusCode> CallAsync(TestHost host, string key)
    {
        using var client = host.ClientWithKey(key);
        using var response = await client.PostAsJsonAsync(
            new Uri("v1/chat/completions", UriKind.Relative), new { model = "gpt-4o", messages = new[] { new { role = "user", content = "Hi" } } });
        return response.StatusCode;
    }
}

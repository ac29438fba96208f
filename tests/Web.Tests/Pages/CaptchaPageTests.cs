using System.Collections.Concurrent;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Servers;
using AkashChat.Web.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AkashChat.Web.Tests.Pages;

/// <summary>The captcha's widget in the form; a script of ours stands in for the provider's.</summary>
[Collection(BrowserTests.Name)]
public sealed class CaptchaPageTests(Chromium chromium) : IAsyncLifetime
{
    // What all providers' scripts have in common: they call what their address names, then draw or answer.
    private const string StandIn =
        """
        const api = {
          ready: (then) => then(),
          execute: (key, { action }) => Promise.resolve(`token-${key}-${action}`),
          render: (place, { sitekey, callback, action = "none" }) => {
            const button = document.createElement("button");
            button.type = "button";
            button.textContent = "I am human";
            button.addEventListener("click", () => callback(`token-${sitekey}-${action}`));
            place.append(button);
          },
        };
        globalThis.grecaptcha = globalThis.turnstile = globalThis.hcaptcha = api;
        globalThis[new URL(document.currentScript.src).searchParams.get("onload")]();
        """;

    private CaptchaServer _server = null!;

    public async Task InitializeAsync() => _server = await CaptchaServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("recaptcha-v2", "https://www.google.com", "none")]
    [InlineData("turnstile", "https://challenges.cloudflare.com", "get_key")]
    [InlineData("hcaptcha", "https://js.hcaptcha.com", "none")]
    public async Task SolvedWidget_GivesAKey(string challenge, string origin, string action)
    {
        await using var host = await StartAsync(challenge);
        await using var tab = await chromium.OpenAsync(host.BaseAddress);
        var page = tab.Page;
        await RouteAsync(page, origin);

        await tab.AskForKeyAsync("Human");
        await Expect(page.GetByText("Solve the captcha first.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "I am human" }).ClickAsync();
        await Expect(page.GetByText("Captcha solved.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Get my key" }).ClickAsync();

        Assert.NotNull(KeySecret.Parse(await tab.ReadKeyAsync()));
        Assert.Contains(new("response", $"token-{CaptchaServer.SiteKey}-{action}"), Assert.Single(_server.Questions).Form);
        Assert.Empty(tab.Faults);
    }

    [Fact]
    public async Task Score_IsAskedForWhenTheFormIsSent()
    {
        await using var host = await StartAsync("recaptcha-v3");
        await using var tab = await chromium.OpenAsync(host.BaseAddress);
        await RouteAsync(tab.Page, "https://www.google.com");

        await tab.AskForKeyAsync("Human");

        Assert.NotNull(KeySecret.Parse(await tab.ReadKeyAsync()));
        Assert.Contains(new("response", $"token-{CaptchaServer.SiteKey}-get_key"), Assert.Single(_server.Questions).Form);
        Assert.Empty(tab.Faults);
    }

    [Fact]
    public async Task RejectedCaptcha_KeepsWhatWasTypedAndAsksAgain()
    {
        await using var host = await StartAsync("turnstile");
        _server.Script = CaptchaScripts.No("timeout-or-duplicate");
        await using var tab = await chromium.OpenAsync(host.BaseAddress);
        var page = tab.Page;
        await RouteAsync(page, "https://challenges.cloudflare.com");

        await tab.AskForKeyAsync("Kept");
        await page.GetByRole(AriaRole.Button, new() { Name = "I am human" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Get my key" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The captcha was not accepted");
        await Expect(page.GetByLabel("Name of the key")).ToHaveValueAsync("Kept");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "I am human" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task BlockedScript_IsSaidAndTheFormSaysWhatToDo()
    {
        await using var host = await StartAsync("hcaptcha");
        await using var tab = await chromium.OpenAsync(host.BaseAddress);
        await tab.Page.Context.RouteAsync("https://js.hcaptcha.com/**", route => route.AbortAsync());

        await tab.Page.GotoAsync("/keys/new");
        await Expect(tab.Page.GetByText("The captcha could not be loaded.")).ToBeVisibleAsync();
        await tab.Page.GetByLabel("I accept the terms of use").CheckAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Get my key" }).ClickAsync();

        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("no robot");
    }

    [Theory]
    [InlineData("0", "Switch them on for this page to get a key.")]
    [InlineData("3", "you will wait a few seconds instead.")]
    public async Task WithoutScripts_ThePageSaysWhatToDo(string tickets, string sentence)
    {
        await using var host = await StartAsync("recaptcha-v2", tickets);
        await using var tab = await chromium.OpenAsync(host.BaseAddress, options => options.JavaScriptEnabled = false);

        // What stands within noscript; a driven browser does not show it.
        Assert.Contains(sentence, await host.Client.GetStringAsync(new Uri("keys/new", UriKind.Relative)), StringComparison.Ordinal);
        await tab.AskForKeyAsync();

        await Expect(tickets == "0" ? tab.Page.GetByRole(AriaRole.Alert) : tab.Page.GetByRole(AriaRole.Heading, new() { Name = "A short wait" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Policy_NamesTheProviderOnlyWhereItsWidgetIs()
    {
        await using var host = await StartAsync("turnstile");

        foreach (var (path, expected) in new[] { ("keys/new", true), ("", false), ("docs", false), ("terms", false) })
        {
            using var response = await host.Client.GetAsync(new Uri(path, UriKind.Relative));
            var policy = string.Join(' ', response.Headers.GetValues("Content-Security-Policy"));
            Assert.Equal(expected, policy.Contains("https://challenges.cloudflare.com", StringComparison.Ordinal));
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task NothingConfigured_AsksNoThirdParty()
    {
        await using var host = await TestHost.StartAsync();
        await using var tab = await chromium.OpenAsync(host.BaseAddress);
        var foreign = new ConcurrentQueue<string>();
        tab.Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(host.BaseAddress.ToString(), StringComparison.Ordinal))
            {
                foreign.Enqueue(request.Url);
            }
        };

        await tab.AskForKeyAsync();
        await Expect(tab.Page.Locator("#api-key")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByLabel("The way back to your account")).ToBeVisibleAsync();

        Assert.Empty(foreign);
        using var form = await host.Client.GetAsync(new Uri("keys/new", UriKind.Relative));
        Assert.DoesNotContain("https:", string.Join(' ', form.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    private async Task<TestHost> StartAsync(string challenge, string tickets = "0")
    {
        var host = await TestHost.StartAsync(options =>
        {
            options.WithCaptcha(challenge, _server.Address);
            options.Settings["AKASHCHAT_TICKETS_PER_NETWORK_AND_DAY"] = tickets;
        });
        _server.Script = CaptchaScripts.Yes(host.Clock.GetUtcNow());
        return host;
    }

    private static async Task RouteAsync(IPage page, string origin) => await page.Context.RouteAsync(
        $"{origin}/**", route => route.FulfillAsync(new() { ContentType = "text/javascript", Body = StandIn }));
}

using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;
using AkashChat.Web.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AkashChat.Web.Tests.Pages;

[Collection(BrowserTests.Name)]
public sealed class GetKeyTests(Chromium chromium, PortalHost portal) : IClassFixture<PortalHost>
{
    private TestHost Host => portal.Host;

    [Fact]
    public async Task FromHome_GivesAKeyThatIsCopiedAndShownInTheAccount()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        await tab.AllowClipboardAsync();
        var page = tab.Page;

        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Get a key" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync(["Puzzle solved.", ""]);
        await page.GetByLabel("Name of the key").FillAsync("Laptop");
        await page.GetByLabel("What is it for?").FillAsync("Trying things out");
        await page.GetByLabel("I accept the terms of use").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Get my key" }).ClickAsync();
        await WatchedPage.ExpectToSayAsync(
            page.Locator("[data-copy=api-key]"), "Copied ✓", () => page.GetByRole(AriaRole.Button, new() { Name = "Copy" }).First.ClickAsync());

        var copied = await page.EvaluateAsync<string>("navigator.clipboard.readText()");
        var secret = KeySecret.Parse(copied);
        Assert.NotNull(secret);
        await page.GetByRole(AriaRole.Link, new() { Name = "Your account" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Laptop" })).ToBeVisibleAsync();
        await Expect(page.GetByText(secret.Preview)).ToBeVisibleAsync();
        await Expect(page.GetByText("Active", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByText("Trying things out")).ToBeVisibleAsync();
        Assert.DoesNotContain(copied, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Empty(tab.Faults);
    }

    [Fact]
    public async Task Key_OpensTheGateway()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        await tab.AskForKeyAsync();
        var key = await tab.ReadKeyAsync();

        using var client = Host.ClientWithKey(key);
        using var response = await client.GetAsync(new Uri("v1/models", UriKind.Relative));

        Assert.True(response.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Examples_AreTabsWithTheKeyAndTheBaseAddressInThem()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        await tab.AskForKeyAsync();
        var key = await tab.ReadKeyAsync();

        foreach (var name in (string[])["curl", "Python", "JavaScript"])
        {
            await tab.Page.GetByRole(AriaRole.Tab, new() { Name = name }).ClickAsync();

            var panel = tab.Page.GetByRole(AriaRole.Tabpanel, new() { Name = name });
            await Expect(panel).ToContainTextAsync(key);
            await Expect(panel).ToContainTextAsync($"{Host.BaseAddress}v1");
        }
    }

    [Fact]
    public async Task Reload_DoesNotShowTheKeyAgain()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        await tab.AskForKeyAsync();
        var key = await tab.ReadKeyAsync();

        await tab.Page.ReloadAsync();

        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("it is on your account page");
        Assert.DoesNotContain(key, await tab.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PressedBeforeThePuzzleIsSolved_WaitsAndSendsByItself()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        var release = new TaskCompletionSource();
        await tab.Page.Context.RouteAsync("**/js/proof-of-work-worker.js*", async route =>
        {
            await release.Task;
            await route.ContinueAsync();
        });

        await tab.AskForKeyAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "One moment…" })).ToBeVisibleAsync();
        release.SetResult();

        await Expect(tab.Page.Locator("#api-key")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task WorkerThatFails_LeadsToTheWait()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        await tab.Page.Context.RouteAsync("**/js/proof-of-work-worker.js*", route => route.AbortAsync());

        await tab.AskForKeyAsync();

        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "A short wait" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task OverPlainHttpOnAnotherMachine_TheWaitStandsInForThePuzzleAndGoesOnByItself()
    {
        var address = new UriBuilder(Host.BaseAddress) { Host = Chromium.InsecureHost }.Uri;
        await using var tab = await chromium.OpenAsync(address);
        await tab.Page.Clock.InstallAsync();

        await tab.AskForKeyAsync();
        await Expect(tab.Page.GetByText("seconds left")).ToBeVisibleAsync();
        Host.Clock.Advance(TimeSpan.FromSeconds(16));
        await tab.Page.Clock.FastForwardAsync("00:17");

        Assert.NotNull(KeySecret.Parse(await tab.ReadKeyAsync()));
    }

    [Fact]
    public async Task NameOfSpaces_IsExplainedAtTheFieldAndInASummaryWithFocus()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        var page = tab.Page;

        await page.GotoAsync("/keys/new");
        await page.GetByLabel("What is it for?").FillAsync("Kept");
        await page.GetByLabel("Name of the key").FillAsync("   ");
        await page.GetByLabel("I accept the terms of use").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Get my key" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToBeFocusedAsync();
        await Expect(page.GetByLabel("Name of the key")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(page.GetByLabel("Name of the key")).ToHaveAccessibleDescriptionAsync(
            new System.Text.RegularExpressions.Regex("^Give the key a name"));
        await Expect(page.GetByLabel("What is it for?")).ToHaveValueAsync("Kept");
        await page.GetByLabel("Name of the key").FillAsync("Better");
        await page.GetByRole(AriaRole.Button, new() { Name = "Get my key" }).ClickAsync();
        await Expect(page.Locator("#api-key")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task FormLeftOpenTooLong_KeepsWhatWasTypedAndWorksOnTheSecondPress()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        var page = tab.Page;

        await page.GotoAsync("/keys/new");
        Host.Clock.Advance(TimeSpan.FromMinutes(11));
        await page.GetByLabel("Name of the key").FillAsync("Slow typist");
        await page.GetByLabel("I accept the terms of use").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Get my key" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("expired");
        await Expect(page.GetByLabel("Name of the key")).ToHaveValueAsync("Slow typist");
        await tab.WaitForPuzzleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Get my key" }).ClickAsync();
        await Expect(page.Locator("#api-key")).ToBeVisibleAsync();
    }
}

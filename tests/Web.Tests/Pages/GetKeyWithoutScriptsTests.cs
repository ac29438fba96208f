using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;
using AkashChat.Web.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AkashChat.Web.Tests.Pages;

[Collection(BrowserTests.Name)]
public sealed class GetKeyWithoutScriptsTests(Chromium chromium, PortalHost portal) : IClassFixture<PortalHost>
{
    private TestHost Host => portal.Host;

    [Fact]
    public async Task Waiting_GivesAKeyThatTheAccountShows()
    {
        await using var tab = await OpenAsync();
        var page = tab.Page;

        await tab.AskForKeyAsync("Text browser");
        await Expect(page.GetByText("15 seconds")).ToBeVisibleAsync();
        Host.Clock.Advance(TimeSpan.FromSeconds(16));
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();

        var secret = KeySecret.Parse(await tab.ReadKeyAsync());
        Assert.NotNull(secret);
        await page.GetByRole(AriaRole.Link, new() { Name = "Your account" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Text browser" })).ToBeVisibleAsync();
        await Expect(page.GetByText(secret.Preview)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task PressedTooEarly_KeepsTheTicketAndSaysHowLongItStillTakes()
    {
        await using var tab = await OpenAsync();
        var page = tab.Page;
        var ticket = page.Locator("input[name=ticket]");

        await tab.AskForKeyAsync();
        var issued = await ticket.InputValueAsync();
        Host.Clock.Advance(TimeSpan.FromSeconds(5));
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToBeFocusedAsync();
        await Expect(page.GetByText("10 seconds")).ToBeVisibleAsync();
        Assert.Equal(issued, await ticket.InputValueAsync());
        Host.Clock.Advance(TimeSpan.FromSeconds(11));
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Expect(page.Locator("#api-key")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task TermsNotAccepted_IsSaidBeforeTheWait()
    {
        await using var tab = await OpenAsync();
        var page = tab.Page;

        await page.GotoAsync("/keys/new");
        await page.Locator("form").EvaluateAsync("form => form.noValidate = true");
        await page.GetByRole(AriaRole.Button, new() { Name = "Get my key" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Accept the terms of use");
        await Expect(page.Locator("input[name=ticket]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task NothingThatNeedsScripts_IsShown()
    {
        await using var tab = await OpenAsync();

        await tab.Page.GotoAsync("/docs");

        await Expect(tab.Page.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "JavaScript" })).ToBeVisibleAsync();
    }

    private Task<WatchedPage> OpenAsync() => chromium.OpenAsync(Host.BaseAddress, options => options.JavaScriptEnabled = false);
}

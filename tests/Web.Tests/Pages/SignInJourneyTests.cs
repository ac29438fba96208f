using AkashChat.Domain.Accounts;
using AkashChat.TestKit.Hosting;
using AkashChat.Web.Tests.Browser;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AkashChat.Web.Tests.Pages;

/// <summary>The extended tier in a real browser, with and without scripts, with a real provider.</summary>
[Collection(BrowserTests.Name)]
public sealed class SignInJourneyTests(Chromium chromium, SignInHost portal) : IClassFixture<SignInHost>
{
    private TestHost Host => portal.Host;

    [Theory]
    [InlineData("Bea", true)]
    [InlineData("Ben", false)]
    public async Task Hole15_SignInWithoutScripts_Works(string name, bool scripts)
    {
        portal.Provider.AddPerson(name, $"auth0|{name}", $"{name}@example.org", emailVerified: false);
        await using var tab = await chromium.OpenAsync(Host.BaseAddress, options => options.JavaScriptEnabled = scripts);

        // Signing in leads to the account, which says what is missing.
        await tab.Page.GotoAsync("/");
        await Banner(tab, "Sign in").ClickAsync();
        await ChooseAsync(tab, name);
        await Expect(tab.Page).ToHaveURLAsync($"{Host.BaseAddress}account");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Verify it" }).ClickAsync();
        await Expect(Heading(tab, "Verify your address")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Main)).ToContainTextAsync($"{name}@example.org");
        Assert.Equal(403, await CreateKeyAsync(tab));

        // Refreshing before the address is verified stays here, and after it goes on; without signing out, and without a form.
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Refresh" }).ClickAsync();
        await Expect(Heading(tab, "Verify your address")).ToBeVisibleAsync();
        portal.Provider.Verify(name);
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Refresh" }).ClickAsync();
        await Expect(Heading(tab, "Your address is verified")).ToBeVisibleAsync();
        Assert.Equal(201, await CreateKeyAsync(tab));

        // The key is rotated on its page; scripts or none.
        await tab.Page.GotoAsync("/account");
        await tab.Page.GotoAsync(await tab.Page.Locator(".key h3 a").First.GetAttributeAsync("href") + "/rotate");
        await tab.Page.GetByLabel("For one hour").CheckAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Rotate the key" }).ClickAsync();
        await Expect(tab.Page.Locator("#api-key")).ToBeVisibleAsync();

        // Signing out here signs out there too.
        await tab.Page.GotoAsync("/account");
        await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "Verify it" })).ToBeHiddenAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(tab.Page).ToHaveURLAsync(Host.BaseAddress.ToString());
        await Banner(tab, "Sign in").ClickAsync();
        await Expect(Heading(tab, "Who are you?")).ToBeVisibleAsync();
        Assert.Empty(tab.Faults);
    }

    [Fact]
    public async Task Attach_LeavesTheFormForTheProviderAndKeepsTheKey()
    {
        portal.Provider.AddPerson("Cleo", "auth0|Cleo", "Cleo@example.org");
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        await tab.AskForKeyAsync("Kept key");
        await Expect(tab.Page.Locator("#api-key")).ToBeVisibleAsync();

        await tab.Page.GotoAsync("/account/security");
        await AccessibilityTests.AssertCleanAsync(tab);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Attach a sign-in" }).ClickAsync();
        await ChooseAsync(tab, "Cleo");

        await Expect(tab.Page).ToHaveURLAsync($"{Host.BaseAddress}account");
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Kept key" })).ToBeVisibleAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("Extended");
        Assert.Empty(tab.Faults);
        Assert.Equal(Tier.Extended, await Host.QueryAsync(db => db.Set<User>().Where(user => user.Subject == "auth0|Cleo").Select(user => user.Tier).SingleAsync()));
    }

    [Fact]
    public async Task BrokenOff_SaysSoAndOffersToTryAgain()
    {
        portal.Provider.AddPerson("Dora", "auth0|Dora", "Dora@example.org");
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);

        await tab.Page.GotoAsync("/keys/new");
        await tab.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await Expect(Heading(tab, "The sign-in did not work out")).ToBeVisibleAsync();
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in again" }).ClickAsync();
        await ChooseAsync(tab, "Dora");
        await Expect(tab.Page).ToHaveURLAsync($"{Host.BaseAddress}account");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/keys/new")]
    [InlineData("/sign-in/failed?reason=accounts.provider_unavailable")]
    public async Task NarrowScreen_HasRoomForBothButtons(string path)
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress, options => options.ViewportSize = new() { Width = 320, Height = 640 });

        await tab.Page.GotoAsync(path);

        await Expect(Banner(tab, "Sign in")).ToBeVisibleAsync();
        Assert.Equal(320, await tab.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Fact]
    public async Task PagesOfTheSignIn_HaveNoViolation()
    {
        portal.Provider.AddPerson("Emil", "auth0|Emil", "Emil@example.org", emailVerified: false);
        await using var tab = await chromium.OpenAsync(Host.BaseAddress, options => options.ColorScheme = ColorScheme.Light);
        await tab.Page.GotoAsync("/");
        await AccessibilityTests.AssertCleanAsync(tab);
        await tab.Page.GotoAsync("/sign-in/failed?reason=accounts.act_limit");
        await AccessibilityTests.AssertCleanAsync(tab);

        await tab.Page.GotoAsync("/api/auth/login?returnTo=/account/verify");
        await ChooseAsync(tab, "Emil");
        await Expect(Heading(tab, "Verify your address")).ToBeVisibleAsync();
        await AccessibilityTests.AssertCleanAsync(tab);
        await tab.Page.GotoAsync("/account");
        await AccessibilityTests.AssertCleanAsync(tab);
    }

    private static Task ChooseAsync(WatchedPage tab, string name) =>
        tab.Page.GetByRole(AriaRole.Button, new() { Name = $"Sign in as {name}" }).ClickAsync();

    private static ILocator Banner(WatchedPage tab, string link) =>
        tab.Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = link });

    private static ILocator Heading(WatchedPage tab, string text) => tab.Page.GetByRole(AriaRole.Heading, new() { Name = text });

    private async Task<int> CreateKeyAsync(WatchedPage tab)
    {
        var response = await tab.Page.APIRequest.PostAsync($"{Host.BaseAddress}api/keys", new() { DataObject = new { keyName = "Mine", acceptsTerms = true } });
        return response.Status;
    }
}

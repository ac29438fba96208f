using AkashChat.Domain.Accounts;
using AkashChat.TestKit.Hosting;
using AkashChat.Web.Tests.Browser;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AkashChat.Web.Tests.Pages;

[Collection(BrowserTests.Name)]
public sealed class AccountPageTests(Chromium chromium, PortalHost portal) : IClassFixture<PortalHost>
{
    private TestHost Host => portal.Host;

    [Fact]
    public async Task SignedOut_LeadsToTheForm()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);

        await tab.Page.GotoAsync("/account");

        await Expect(tab.Page).ToHaveURLAsync($"{Host.BaseAddress}keys/new");
    }

    [Fact]
    public async Task SignOut_EndsTheSessionOnTheServer()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        await tab.AskForKeyAsync();
        await Expect(tab.Page.Locator("#api-key")).ToBeVisibleAsync();
        await tab.Page.GotoAsync("/account");
        var before = await Host.QueryAsync(database => database.Set<Session>().CountAsync());

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Expect(tab.Page).ToHaveURLAsync(Host.BaseAddress.ToString());
        await Expect(tab.Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "Get a key" })).ToBeVisibleAsync();
        Assert.Equal(before - 1, await Host.QueryAsync(database => database.Set<Session>().CountAsync()));
    }

    [Fact]
    public async Task ExpiredKey_IsMarkedAndRenewalOrANewOneOffered()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        await tab.AskForKeyAsync();
        await Expect(tab.Page.Locator("#api-key")).ToBeVisibleAsync();

        Host.Clock.Advance(TimeSpan.FromDays(6));
        await tab.Page.GotoAsync("/account");

        await Expect(tab.Page.Locator(".badge")).ToHaveTextAsync("Expired");
        await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "Renew My first key" })).ToBeVisibleAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "New key" })).ToBeVisibleAsync();
    }
}

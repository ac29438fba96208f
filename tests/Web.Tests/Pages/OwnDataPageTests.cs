using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;
using AkashChat.Web.Tests.Browser;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AkashChat.Web.Tests.Pages;

/// <summary>Consent and own data, without JavaScript.</summary>
[Collection(BrowserTests.Name)]
public sealed class OwnDataPageTests(Chromium chromium, PortalHost portal) : IClassFixture<PortalHost>
{
    private TestHost Host => portal.Host;

    [Fact]
    public async Task Consents_AreGivenAndWithdrawnWithOneButtonEach()
    {
        await using var tab = await OpenAsync();
        var page = tab.Page;
        await page.GotoAsync("/account/data");
        var terms = page.GetByRole(AriaRole.Article, new() { Name = "Terms of use" });
        var messages = page.GetByRole(AriaRole.Article, new() { Name = "Messages" });
        await Expect(messages.GetByText("Not asked yet")).ToBeVisibleAsync();

        await messages.GetByRole(AriaRole.Button, new() { Name = "Allow messages" }).ClickAsync();
        await Expect(messages.GetByText("Given", new() { Exact = true })).ToBeVisibleAsync();
        await messages.GetByRole(AriaRole.Button, new() { Name = "Withdraw consent to messages" }).ClickAsync();
        await Expect(messages.GetByText("Withdrawn", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(terms.GetByText("all your active keys are switched off")).ToBeVisibleAsync();
        await terms.GetByRole(AriaRole.Button, new() { Name = "Withdraw consent to the terms" }).ClickAsync();
        await Expect(terms.GetByRole(AriaRole.Button, new() { Name = "Accept the terms" })).ToBeVisibleAsync();

        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "What was done with your account" }).GetByText("Key switched off")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "History of your consent" }).GetByRole(AriaRole.Row)).ToHaveCountAsync(5);
        var user = await OnlyUserAsync(page);
        Assert.Equal(KeyState.Disabled, (await Host.QueryAsync(db => db.Set<ApiKey>().AsNoTracking().SingleAsync(key => key.UserId == user))).State);
        Assert.Empty(tab.Faults);
    }

    [Fact]
    public async Task Download_IsOneClick()
    {
        await using var tab = await OpenAsync();
        await tab.Page.GotoAsync("/account/data");

        var download = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Page.GetByRole(AriaRole.Link, new() { Name = "Download my data" }).ClickAsync());

        Assert.Matches(@"^akashchat-export-\d{4}-\d\d-\d\d\.json$", download.SuggestedFilename);
        Assert.Contains("akashchat-export/1", await File.ReadAllTextAsync(await download.PathAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deletion_AsksOnceMoreAndThenTheAccountIsGone()
    {
        await using var tab = await OpenAsync();
        var page = tab.Page;
        await page.GotoAsync("/account/data");
        var user = await OnlyUserAsync(page);

        await page.GetByRole(AriaRole.Link, new() { Name = "Delete my account" }).ClickAsync();
        await page.Locator("#confirm").EvaluateAsync("box => box.required = false");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete my account" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        Assert.Equal(1, await Host.QueryAsync(db => db.Set<User>().CountAsync(candidate => candidate.Id == user)));
        await page.GetByLabel("Yes, delete my account").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete my account" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your account is deleted" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "Get a key" })).ToBeVisibleAsync();
        Assert.Equal(0, await Host.QueryAsync(db => db.Set<User>().CountAsync(candidate => candidate.Id == user)));
        Assert.DoesNotContain(await page.Context.CookiesAsync(), cookie => cookie.Name == "akash-session");
    }

    [Theory]
    [InlineData("/account/data")]
    [InlineData("/account/delete")]
    [InlineData("/admin")]
    public async Task SignedOut_LeadsToTheForm(string path)
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);

        await tab.Page.GotoAsync(path);

        await Expect(tab.Page).ToHaveURLAsync($"{Host.BaseAddress}keys/new");
    }

    // The session's cookie leads to the user; the shared host has those of other tests too.
    private async Task<UserId> OnlyUserAsync(IPage page)
    {
        var cookie = (await page.Context.CookiesAsync()).Single(candidate => candidate.Name == "akash-session");
        var hash = SessionToken.Parse(cookie.Value)!.Hash;
        return (await Host.QueryAsync(db => db.Set<Session>().AsNoTracking().SingleAsync(session => session.TokenHash == hash))).UserId;
    }

    private async Task<WatchedPage> OpenAsync()
    {
        var tab = await chromium.OpenAsync(Host.BaseAddress, options => options.JavaScriptEnabled = false);
        await tab.SignInAsync(Host);
        return tab;
    }
}

using AkashChat.Domain.Keys;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Servers;
using AkashChat.Web.Common;
using AkashChat.Web.Tests.Browser;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AkashChat.Web.Tests.Pages;

/// <summary>What the pages about keys say and offer, in each state of a key and of its owner.</summary>
[Collection(BrowserTests.Name)]
public sealed class KeyPagesTests(Chromium chromium, PortalHost portal) : IClassFixture<PortalHost>
{
    private TestHost Host => portal.Host;

    [Fact]
    public async Task ExtendedVisitor_MakesKeysWithoutAPuzzleAndIsAskedForTheTermsOnce()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        await tab.SignInExtendedAsync(Host);
        var page = tab.Page;

        await page.GotoAsync("/account/keys/new");
        await page.GetByLabel("Name of the key").FillAsync("First");
        await page.GetByLabel("I accept the terms of use").CheckAsync();
        await MakeAsync(page);
        Assert.NotNull(KeySecret.Parse(await tab.ReadKeyAsync()));
        Host.Clock.Advance(TimeSpan.FromSeconds(1));
        await page.GotoAsync("/account/keys/new");
        await page.GetByLabel("Name of the key").FillAsync("Second");
        await Expect(page.GetByLabel("I accept the terms of use")).ToHaveCountAsync(0);
        await MakeAsync(page);
        Assert.NotNull(KeySecret.Parse(await tab.ReadKeyAsync()));

        await page.GotoAsync("/account");
        await Expect(page.Locator(".key h3")).ToHaveTextAsync(["Second", "First"]);
        await Expect(page.GetByText("visitor@mail.example")).ToBeVisibleAsync();
        Assert.Empty(tab.Faults);
    }

    [Fact]
    public async Task TermsNotTicked_IsSaidAtTheCheckbox()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        await tab.SignInExtendedAsync(Host);
        var page = tab.Page;

        await page.GotoAsync("/account/keys/new");
        await page.Locator("form").EvaluateAsync("form => form.noValidate = true");
        await page.GetByLabel("Name of the key").FillAsync("Kept");
        await MakeAsync(page);

        await Expect(page.GetByRole(AriaRole.Alert)).ToBeFocusedAsync();
        await Expect(page.GetByLabel("I accept the terms of use")).ToHaveAccessibleDescriptionAsync("The terms in force are not accepted yet.");
        await Expect(page.GetByLabel("Name of the key")).ToHaveValueAsync("Kept");
    }

    [Fact]
    public async Task UnverifiedVisitor_IsLedToTheVerification()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        await tab.SignInExtendedAsync(Host, verified: false);

        foreach (var path in (string[])["/account", "/account/keys/new"])
        {
            await tab.Page.GotoAsync(path);

            await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "Verify it" })).ToHaveAttributeAsync("href", "/account/verify");
            await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "New key" })).ToHaveCountAsync(0);
            await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Make the key" })).ToHaveCountAsync(0);
        }
    }

    [Fact]
    public async Task NoFreePlace_IsSaidWithWhatToDo()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        await tab.ClaimAndOpenAsync();

        foreach (var path in (string[])["/account", "/account/keys/new"])
        {
            await tab.Page.GotoAsync(path);

            await Expect(tab.Page.GetByText("Your account may have 1 active key at a time, and no place is free.")).ToBeVisibleAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "New key" })).ToHaveCountAsync(0);
            await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Make the key" })).ToHaveCountAsync(0);
        }
    }

    [Fact]
    public async Task SignedInAtTheClaimForm_IsLedToTheOwnAccountsForm()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        await tab.ClaimAndOpenAsync();

        await tab.Page.GotoAsync("/keys/new");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "A new key" }).ClickAsync();

        await Expect(tab.Page).ToHaveURLAsync($"{Host.BaseAddress}account/keys/new");
    }

    [Fact]
    public async Task KeyThatEndsSoon_IsWarnedOfAndRenewed()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        var page = tab.Page;
        await tab.ClaimAndOpenAsync("Nearly over");

        Host.Clock.Advance(TimeSpan.FromDays(4.5));
        await page.GotoAsync("/account");
        await Expect(page.GetByText("This key ends in 12 hours.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Renew Nearly over" }).ClickAsync();
        await tab.WaitForPuzzleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Renew the key" }).ClickAsync();

        await Expect(page.GetByText("The key is renewed.")).ToBeVisibleAsync();
        await Expect(page.GetByText("in 5 days")).ToBeVisibleAsync();
        await Expect(page.GetByText("This key ends")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task LeakedKey_SaysSoAndANewOneCanBeMade()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        var key = await tab.ClaimAndOpenAsync();
        var id = KeySecret.Parse(key)!.Id;
        await Host.QueryAsync(async database =>
        {
            var stored = await database.Set<ApiKey>().SingleAsync(candidate => candidate.Id == id);
            stored.Revoke(RevocationReason.Leak, Host.Clock.GetUtcNow());
            return await database.SaveChangesAsync();
        });

        await tab.Page.GotoAsync("/account");

        await Expect(tab.Page.GetByText("Revoked because of a leak.")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "New key" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Usage_IsShownByDayAndTogether()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        var page = tab.Page;
        var id = KeySecret.Parse(await tab.ClaimAndOpenAsync())!.Id;
        await Expect(page.GetByText("No request yet.")).ToBeVisibleAsync();
        var key = await Host.QueryAsync(database => database.Set<ApiKey>().AsNoTracking().SingleAsync(candidate => candidate.Id == id));
        var now = Host.Clock.GetUtcNow();
        await Host.StoreAsync(
            AUsageRecord.Completed(key, now), AUsageRecord.Completed(key, now, costMicroUsd: 2_500), AUsageRecord.Completed(key, now.AddDays(-1)));

        await page.ReloadAsync();

        var today = page.GetByRole(AriaRole.Row, new() { Name = Spell.Day(DateOnly.FromDateTime(now.UtcDateTime)) });
        await Expect(today.GetByRole(AriaRole.Cell)).ToHaveTextAsync(["2", "22", "14", "$0.0025"]);
        var together = page.GetByRole(AriaRole.Row, new() { Name = "Together" });
        await Expect(together.GetByRole(AriaRole.Cell)).ToHaveTextAsync(["3", "33", "21", "$0.0025"]);
    }

    [Fact]
    public async Task RotationSentTwice_LeavesTheNewSecretAlone()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        var page = tab.Page;
        var first = await tab.ClaimAndOpenAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Rotate…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Rotate the key" }).ClickAsync();
        await Expect(page.GetByText("The old secret has stopped working.")).ToBeVisibleAsync();
        var second = await tab.ReadKeyAsync();

        await page.ReloadAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This key was rotated since the form was opened.");
        Assert.DoesNotContain(second, await page.ContentAsync(), StringComparison.Ordinal);
        using var client = Host.ClientWithKey(second);
        using var response = await client.GetAsync(new Uri("v1/models", UriKind.Relative));
        Assert.True(response.IsSuccessStatusCode);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task NewTerms_AreAskedForAtTheNextAct()
    {
        await using var server = await PostgresServer.StartNewAsync();
        var connection = await server.CreateDatabaseAsync();
        await using var before = await TestHost.StartAsync(options => options.Settings["DATABASE_URL"] = connection);
        await using var tab = await chromium.OpenAsync(before.BaseAddress);
        var page = tab.Page;
        var key = await tab.ClaimAndOpenAsync();
        await using var after = await TestHost.StartAsync(options =>
        {
            options.Settings["DATABASE_URL"] = connection;
            options.Settings["AKASHCHAT_TERMS_VERSION"] = "2027-01-01";
        });

        // Cookies know no ports: the browser is signed in at the second host too.
        await page.GotoAsync($"{after.BaseAddress}account");
        await Expect(page.GetByText("(version 2027-01-01) are not accepted")).ToBeVisibleAsync();
        await page.GotoAsync($"{after.BaseAddress}{Visitors.PathOf(key)[1..]}/rotate");
        await page.GetByLabel("I accept the terms of use").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Rotate the key" }).ClickAsync();
        Assert.NotEqual(key, await tab.ReadKeyAsync());

        await page.GotoAsync($"{after.BaseAddress}account");
        await Expect(page.GetByText("are not accepted")).ToHaveCountAsync(0);
        await Expect(page.GetByText("Version 2027-01-01")).ToBeVisibleAsync();
    }

    private static Task MakeAsync(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
}

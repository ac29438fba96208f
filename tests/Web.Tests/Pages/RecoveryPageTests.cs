using System.Collections.Concurrent;
using AkashChat.TestKit.Hosting;
using AkashChat.Web.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AkashChat.Web.Tests.Pages;

[Collection(BrowserTests.Name)]
public sealed class RecoveryPageTests(Chromium chromium, PortalHost portal) : IClassFixture<PortalHost>
{
    private const string Unknown = "7KQXM-0ABCD-EFGH1-JKMNP-QRSTV";

    private TestHost Host => portal.Host;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CodeInASecondBrowser_LeadsToTheSameAccountAndKey(bool scripts)
    {
        await using var first = await chromium.OpenAsync(Host.BaseAddress);
        await using var second = await chromium.OpenAsync(Host.BaseAddress, options => options.JavaScriptEnabled = scripts);
        await first.AskForKeyAsync("Laptop");
        var key = await first.ReadKeyAsync();
        var code = await first.Page.Locator("#recovery-code").InputValueAsync();
        await first.Page.GotoAsync("/account");
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        var addresses = new ConcurrentQueue<string>();
        second.Page.Request += (_, request) => addresses.Enqueue(request.Url);

        // Who is not signed in lands at the form, which leads on.
        await second.Page.GotoAsync("/account");
        await second.Page.GetByRole(AriaRole.Link, new() { Name = "Come back with your recovery code" }).ClickAsync();
        await second.Page.GetByLabel("Recovery code").FillAsync(code.ToLowerInvariant());
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Come back" }).ClickAsync();

        await Expect(second.Page).ToHaveURLAsync($"{Host.BaseAddress}account");
        await Expect(second.Page.GetByRole(AriaRole.Heading, new() { Name = "Laptop" })).ToBeVisibleAsync();
        var response = await second.Page.GotoAsync(Visitors.PathOf(key));
        Assert.Equal(200, response!.Status);
        Assert.DoesNotContain(addresses, address => address.Contains(code, StringComparison.OrdinalIgnoreCase));
        Assert.Empty(second.Faults);
    }

    [Fact]
    public async Task UnknownCode_IsExplainedAtTheFieldAndKeptToBeMended()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        await tab.Page.GotoAsync("/recover");

        await tab.ComeBackAsync(Unknown);

        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToBeFocusedAsync();
        await Expect(tab.Page.GetByLabel("Recovery code")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(tab.Page.GetByLabel("Recovery code")).ToHaveAccessibleDescriptionAsync(
            new System.Text.RegularExpressions.Regex("^No account has this recovery code"));
        await Expect(tab.Page.GetByLabel("Recovery code")).ToHaveValueAsync(Unknown);
    }

    [Fact]
    public async Task TooManyTries_AreExplainedWithTheTimeToWait()
    {
        await using var host = await TestHost.StartAsync(options => options.Settings["AKASHCHAT_LIMIT_RECOVERY"] = "20/1/20000");
        await using var tab = await chromium.OpenAsync(host.BaseAddress);
        await tab.Page.GotoAsync("/recover");
        await tab.ComeBackAsync(Unknown);
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();

        var response = await tab.Page.RunAndWaitForResponseAsync(() => tab.ComeBackAsync(Unknown), answer => answer.Request.Method == "POST");

        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("1 a day for your network");
        Assert.Equal(429, response.Status);
        Assert.NotNull(await response.HeaderValueAsync("retry-after"));
        await Expect(tab.Page.GetByLabel("Recovery code")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task NewCode_IsShownOnceAndTheOldOneIsDead()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        await tab.AllowClipboardAsync();
        var page = tab.Page;
        await tab.AskForKeyAsync("Desktop");
        var old = await page.Locator("#recovery-code").InputValueAsync();

        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign-in and recovery" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a new code" }).ClickAsync();
        var copy = page.Locator("[data-copy=recovery-code]");
        await WatchedPage.ExpectToSayAsync(copy, "Copied ✓", () => copy.ClickAsync());

        var code = await page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.NotEqual(old, code);
        await page.GotoAsync("/account/security");
        Assert.DoesNotContain(code, await page.ContentAsync(), StringComparison.Ordinal);
        await using var other = await chromium.OpenAsync(Host.BaseAddress);
        await other.Page.GotoAsync("/recover");
        await other.ComeBackAsync(old);
        await Expect(other.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("No account has this recovery code");
        await other.ComeBackAsync(code);
        await Expect(other.Page.GetByRole(AriaRole.Heading, new() { Name = "Desktop" })).ToBeVisibleAsync();
        Assert.Empty(tab.Faults);
    }

    [Fact]
    public async Task SignOutEverywhere_EndsEveryBrowsersSession()
    {
        await using var first = await chromium.OpenAsync(Host.BaseAddress);
        await using var second = await chromium.OpenAsync(Host.BaseAddress, options => options.JavaScriptEnabled = false);
        await first.AskForKeyAsync();
        await second.Page.GotoAsync("/recover");
        await second.ComeBackAsync(await first.Page.Locator("#recovery-code").InputValueAsync());

        await second.Page.GotoAsync("/account/security");
        await Expect(second.Page.GetByRole(AriaRole.Heading, new() { Name = "This browser" })).ToHaveCountAsync(1);
        await Expect(second.Page.GetByRole(AriaRole.Heading, new() { Name = "Another browser" })).ToHaveCountAsync(1);
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere" }).ClickAsync();

        await Expect(second.Page).ToHaveURLAsync(Host.BaseAddress.ToString());
        foreach (var tab in new[] { first, second })
        {
            await tab.Page.GotoAsync("/account");
            await Expect(tab.Page).ToHaveURLAsync($"{Host.BaseAddress}keys/new");
        }
    }

    [Fact]
    public async Task ComingBackWhileSignedIn_IsAnnouncedAndChangesTheAccount()
    {
        await using var first = await chromium.OpenAsync(Host.BaseAddress);
        await using var second = await chromium.OpenAsync(Host.BaseAddress);
        await first.AskForKeyAsync("Of the first");
        var code = await first.Page.Locator("#recovery-code").InputValueAsync();
        await second.AskForKeyAsync("Of the second");
        await Expect(second.Page.Locator("#recovery-code")).ToBeVisibleAsync();

        await second.Page.GotoAsync("/recover");
        await Expect(second.Page.GetByText("You are signed in already")).ToBeVisibleAsync();
        await second.ComeBackAsync(code);

        await Expect(second.Page.GetByRole(AriaRole.Heading, new() { Name = "Of the first" })).ToBeVisibleAsync();
    }
}

using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;
using AkashChat.TestKit.Hosting;
using AkashChat.Web.Tests.Browser;
using Deque.AxeCore.Playwright;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AkashChat.Web.Tests.Pages;

/// <summary>What a machine can find of WCAG 2.2 AA, on every page in both themes; and no breach of the content security policy.</summary>
[Collection(BrowserTests.Name)]
public sealed class AccessibilityTests(Chromium chromium, PortalHost portal) : IClassFixture<PortalHost>
{
    private TestHost Host => portal.Host;

    [Theory]
    [InlineData("/")]
    [InlineData("/keys/new")]
    [InlineData("/models")]
    [InlineData("/docs")]
    [InlineData("/docs/errors")]
    [InlineData("/docs/errors/keys.expired")]
    [InlineData("/leaked-keys")]
    [InlineData("/recover")]
    [InlineData("/terms")]
    [InlineData("/privacy")]
    [InlineData("/nowhere")]
    public async Task Hole34_EveryPage_IsAccessible(string path)
    {
        await using var tab = await OpenAsync();

        await tab.Page.GotoAsync(path);

        await AssertCleanAsync(tab);
    }

    [Fact]
    public async Task FormWithErrors_HasNoViolation()
    {
        await using var tab = await OpenAsync();

        await tab.AskForKeyAsync("   ");
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();

        await AssertCleanAsync(tab);
    }

    [Fact]
    public async Task RecoveryAndSecurity_HaveNoViolation()
    {
        await using var tab = await OpenAsync();
        await tab.Page.GotoAsync("/recover");
        await tab.ComeBackAsync("wrong");
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await AssertCleanAsync(tab);

        await tab.AskForKeyAsync();
        await Expect(tab.Page.Locator("#recovery-code")).ToBeVisibleAsync();
        await tab.Page.GotoAsync("/account/security");
        await AssertCleanAsync(tab);

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Make a new code" }).ClickAsync();
        await Expect(tab.Page.Locator("#recovery-code")).ToBeVisibleAsync();
        await AssertCleanAsync(tab);
    }

    [Fact]
    public async Task KeyAndAccount_HaveNoViolation()
    {
        await using var tab = await OpenAsync();

        await tab.AskForKeyAsync();
        await Expect(tab.Page.Locator("#api-key")).ToBeVisibleAsync();
        await AssertCleanAsync(tab);

        await tab.Page.GotoAsync("/account");
        await AssertCleanAsync(tab);
    }

    [Fact]
    public async Task PagesOfAKey_HaveNoViolation()
    {
        await using var tab = await OpenAsync();
        var own = Visitors.PathOf(await tab.ClaimAndOpenAsync());

        foreach (var path in (string[])[own, $"{own}/rotate", $"{own}/renew", $"{own}/limits", $"{own}/revoke", "/account/keys/new"])
        {
            await tab.Page.GotoAsync(path);
            await AssertCleanAsync(tab);
        }

        await tab.Page.GotoAsync($"{own}/limits");
        await tab.Page.GetByLabel("Only these:").CheckAsync();
        await tab.Page.GetByLabel("Tokens a minute").FillAsync("many");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Save the limits" }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToBeFocusedAsync();
        await AssertCleanAsync(tab);

        await tab.Page.GotoAsync($"{own}/rotate");
        await tab.Page.GetByLabel("For one hour").CheckAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Rotate the key" }).ClickAsync();
        await Expect(tab.Page.Locator("#api-key")).ToBeVisibleAsync();
        await AssertCleanAsync(tab);

        Host.Clock.Advance(TimeSpan.FromDays(4.9));
        await tab.Page.GotoAsync("/account");
        await Expect(tab.Page.Locator(".notice--fair")).ToBeVisibleAsync();
        await AssertCleanAsync(tab);
    }

    [Fact]
    public async Task LeakReport_HasNoViolation()
    {
        await using var tab = await OpenAsync();

        await tab.ReportLeakAsync("nonsense");
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await AssertCleanAsync(tab);

        await tab.ReportLeakAsync(await Host.ClaimKeyAsync());
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "The key is stopped" })).ToBeVisibleAsync();
        await AssertCleanAsync(tab);
    }

    [Fact]
    public async Task ExtendedVisitorsForms_HaveNoViolation()
    {
        await using var tab = await OpenAsync();
        await tab.SignInExtendedAsync(Host);

        await tab.Page.GotoAsync("/account");
        await AssertCleanAsync(tab);

        await tab.Page.GotoAsync("/account/keys/new");
        await AssertCleanAsync(tab);
    }

    [Fact]
    public async Task PagesOfAKey_NeedNoSidewaysScrollingOnANarrowScreen()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress, options => options.ViewportSize = new() { Width = 320, Height = 640 });
        var own = Visitors.PathOf(await tab.ClaimAndOpenAsync(new string('W', 60)));

        foreach (var path in (string[])["/account", own, $"{own}/rotate", $"{own}/renew", $"{own}/limits", $"{own}/revoke", "/account/keys/new"])
        {
            await tab.Page.GotoAsync(path);

            Assert.Equal((path, 320), (path, await tab.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")));
        }
    }

    [Fact]
    public async Task OwnDataPages_HaveNoViolationAndFitNarrowScreens()
    {
        await using var tab = await OpenAsync();
        await tab.SignInAsync(Host);
        foreach (var path in new[] { "/account/data", "/account/delete", "/account/deleted" })
        {
            await tab.Page.GotoAsync(path);
            await AssertCleanAsync(tab);
        }

        await tab.Page.SetViewportSizeAsync(320, 640);
        await tab.Page.GotoAsync("/account/data");
        Assert.Equal(320, await tab.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Fact]
    public async Task OperatorsPage_HasNoViolation()
    {
        var admins = new HashSet<UserId>();
        await using var host = await TestHost.StartAsync(options =>
            options.Configure = builder => builder.Services.AddSingleton(new AdminOptions(admins)));
        await using var tab = await chromium.OpenAsync(host.BaseAddress, options => options.ColorScheme = ColorScheme.Light);
        await tab.SignInAsync(host);
        admins.Add((await host.QueryAsync(database => database.Set<User>().SingleAsync())).Id);

        await tab.Page.GotoAsync("/admin");
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Limits of today" })).ToBeVisibleAsync();

        await AssertCleanAsync(tab);
    }

    [Fact]
    public async Task WaitingPage_HasNoViolation()
    {
        await using var tab = await OpenAsync();
        await tab.Page.Context.RouteAsync("**/js/proof-of-work-worker.js*", route => route.AbortAsync());

        // The page goes on by itself after a while; on a busy machine that may be in the middle of the check.
        await tab.Page.Context.RouteAsync("**/js/waiting.js*", route => route.AbortAsync());

        await tab.AskForKeyAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "A short wait" })).ToBeVisibleAsync();

        await AssertCleanAsync(tab);
    }

    [Fact]
    public async Task Check_FindsWhatItIsFor()
    {
        await using var tab = await OpenAsync();
        await tab.Page.GotoAsync("/terms");

        // Two faults on purpose: an input without a name, and a style that the content security policy forbids.
        await tab.Page.EvaluateAsync("document.querySelector('main').innerHTML += '<input><p style=\"color: red\">inline</p>'");

        Assert.Contains(await ViolationsAsync(tab, ColorScheme.Light), violation => violation.Contains(" label:", StringComparison.Ordinal));
        Assert.Contains(tab.Faults, fault => fault.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/keys/new")]
    [InlineData("/models")]
    [InlineData("/docs")]
    [InlineData("/docs/errors")]
    [InlineData("/leaked-keys")]
    [InlineData("/recover")]
    [InlineData("/privacy")]
    public async Task NarrowScreen_NeedsNoSidewaysScrolling(string path)
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress, options => options.ViewportSize = new() { Width = 320, Height = 640 });

        await tab.Page.GotoAsync(path);

        Assert.Equal(320, await tab.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    internal static async Task AssertCleanAsync(WatchedPage tab)
    {
        Assert.Empty(await ViolationsAsync(tab, ColorScheme.Light));
        Assert.Empty(await ViolationsAsync(tab, ColorScheme.Dark));
        Assert.Empty(tab.Faults);
    }

    private static async Task<IReadOnlyList<string>> ViolationsAsync(WatchedPage tab, ColorScheme theme)
    {
        // Whoever has seen a heading has not seen the whole page yet, nor its style sheets.
        await tab.Page.WaitForLoadStateAsync();
        await tab.Page.EmulateMediaAsync(new() { ColorScheme = theme });
        var found = await tab.Page.RunAxe();
        return
        [
            .. found.Violations.Where(violation => violation.Impact is not "minor").Select(violation =>
                $"{tab.Page.Url} ({theme}) {violation.Id}: {violation.Help} {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"),
        ];
    }

    private Task<WatchedPage> OpenAsync() => chromium.OpenAsync(Host.BaseAddress, options => options.ColorScheme = ColorScheme.Light);
}

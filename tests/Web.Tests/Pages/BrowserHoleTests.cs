using System.Collections.Concurrent;
using AkashChat.TestKit.Hosting;
using AkashChat.Web.Tests.Browser;
using static Microsoft.Playwright.Assertions;

namespace AkashChat.Web.Tests.Pages;

/// <summary>The holes of the service we replace that only a browser can see, by the numbers of docs/security.md.</summary>
[Collection(BrowserTests.Name)]
public sealed class BrowserHoleTests(Chromium chromium, PortalHost portal) : IClassFixture<PortalHost>
{
    private static readonly string[] Pages =
    [
        "/", "/models", "/docs", "/terms", "/privacy", "/recover", "/leaked-keys", "/account", "/account/security", "/account/data", "/account/keys/new",
    ];

    private TestHost Host => portal.Host;

    [Fact]
    public async Task Hole14_BrowserStorage_HoldsTheThemeAlone()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        await tab.AskForKeyAsync();
        await Expect(tab.Page.Locator("#api-key")).ToBeVisibleAsync();
        await tab.Page.Locator("[data-theme-switch]").ClickAsync();

        await tab.Page.GotoAsync("/account");

        var stored = await tab.Page.EvaluateAsync<string[]>("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]");
        Assert.Equal(["theme"], stored);
        Assert.Empty(await tab.Page.EvaluateAsync<string[]>("indexedDB.databases().then(all => all.map(database => database.name))"));
        Assert.DoesNotContain("akash-session", await tab.Page.EvaluateAsync<string>("document.cookie"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hole26_NoRequestGoesToAnybodyElse()
    {
        await using var tab = await chromium.OpenAsync(Host.BaseAddress);
        var elsewhere = new ConcurrentQueue<string>();
        var seen = 0;
        tab.Page.Context.Request += (_, request) =>
        {
            Interlocked.Increment(ref seen);
            if (new Uri(request.Url) is { Scheme: "http" or "https" } address && address.Authority != Host.BaseAddress.Authority)
            {
                elsewhere.Enqueue(request.Url);
            }
        };

        await tab.AskForKeyAsync();
        await Expect(tab.Page.Locator("#api-key")).ToBeVisibleAsync();
        foreach (var page in Pages)
        {
            await tab.Page.GotoAsync(page);
            Assert.Equal(0, await tab.Page.Locator("script:not([src]), [style], style, [onclick], [onload]").CountAsync());
        }

        Assert.True(seen > Pages.Length);
        Assert.Empty(elsewhere);
        Assert.Empty(tab.Faults);
    }
}

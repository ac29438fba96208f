using AkashChat.Web.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AkashChat.Web.Tests.Pages;

[Collection(BrowserTests.Name)]
public sealed class ThemeTests(Chromium chromium, PortalHost portal) : IClassFixture<PortalHost>
{
    private const string Background = "getComputedStyle(document.body).backgroundColor";
    private const string Light = "rgb(252, 251, 250)";
    private const string Dark = "rgb(19, 18, 20)";

    [Theory]
    [InlineData(ColorScheme.Light, Light)]
    [InlineData(ColorScheme.Dark, Dark)]
    public async Task WithoutAChoice_FollowsTheSystem(ColorScheme system, string expected)
    {
        await using var tab = await chromium.OpenAsync(portal.Host.BaseAddress, options => options.ColorScheme = system);

        await tab.Page.GotoAsync("/");

        Assert.Equal(expected, await tab.Page.EvaluateAsync<string>(Background));
    }

    [Fact]
    public async Task Choice_GoesRoundAndOutlivesTheVisit()
    {
        await using var tab = await chromium.OpenAsync(portal.Host.BaseAddress, options => options.ColorScheme = ColorScheme.Light);
        var page = tab.Page;
        var button = page.Locator("[data-theme-switch]");

        await page.GotoAsync("/");
        await button.ClickAsync();
        await button.ClickAsync();
        await page.GotoAsync("/docs");

        Assert.Equal(Dark, await page.EvaluateAsync<string>(Background));
        await Expect(button).ToHaveAccessibleNameAsync("Theme: dark. Switch to system.");
        await button.ClickAsync();
        Assert.Equal(Light, await page.EvaluateAsync<string>(Background));
        Assert.Null(await page.EvaluateAsync<string?>("localStorage.getItem('theme')"));
    }
}

using AkashChat.Web.Tests.Browser;
using static Microsoft.Playwright.Assertions;

namespace AkashChat.Web.Tests.Pages;

[Collection(BrowserTests.Name)]
public sealed class SwaggerPageTests(Chromium chromium, PortalHost portal) : IClassFixture<PortalHost>
{
    [Fact]
    public async Task AuthorizeButton_LetsTheGatewayBeTriedWithAKey()
    {
        var key = await portal.Host.ClaimKeyAsync();
        await using var tab = await chromium.OpenAsync(portal.Host.BaseAddress);
        await tab.Page.GotoAsync("/swagger");

        await tab.Page.Locator(".auth-wrapper > .authorize").ClickAsync();
        await tab.Page.Locator(".modal-ux input").FillAsync(key);
        await tab.Page.Locator(".modal-btn.authorize").ClickAsync();
        await tab.Page.Locator(".btn-done").ClickAsync();
        var operation = tab.Page.Locator("#operations-Gateway-post_v1_chat_completions");
        await operation.Locator(".opblock-summary-control").First.ClickAsync();
        await operation.Locator(".try-out__btn").ClickAsync();
        await operation.Locator(".execute").ClickAsync();

        await Expect(operation.Locator(".live-responses-table .response-col_status").Nth(1)).ToContainTextAsync("200");
        await Expect(operation.Locator(".live-responses-table")).ToContainTextAsync("built-in demo model");
        Assert.Empty(tab.Faults);
    }
}

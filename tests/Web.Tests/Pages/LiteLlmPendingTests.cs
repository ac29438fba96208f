using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.LiteLlm;
using AkashChat.Web.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AkashChat.Web.Tests.Pages;

/// <summary>What the pages say while a LiteLLM proxy is away.</summary>
[Collection(BrowserTests.Name)]
public sealed class LiteLlmPendingTests(Chromium chromium)
{
    [Fact]
    public async Task ChangeThatIsNotCarriedYet_IsShownOnTheKeysPageAndInTheList()
    {
        await using var proxy = await LiteLlmServer.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithLiteLlm(proxy));
        await using var tab = await chromium.OpenAsync(host.BaseAddress);
        var key = await tab.ClaimAndOpenAsync("Laptop");
        await Expect(tab.Page.GetByText("Taking effect…")).ToHaveCountAsync(0);

        await proxy.StopListeningAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Switch off", Exact = true }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The change is saved");

        foreach (var path in (string[])["/account", Visitors.PathOf(key)])
        {
            await tab.Page.GotoAsync(path);
            await Expect(tab.Page.GetByText("Taking effect…")).ToBeVisibleAsync();
            await Expect(tab.Page.GetByText("the model gateway has not taken it over yet")).ToBeVisibleAsync();
        }

        Assert.Empty(tab.Faults);
    }
}

using System.Text;
using System.Text.Json;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.LiteLlm;
using AkashChat.TestKit.Upstream;
using AkashChat.Web.Tests.Browser;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AkashChat.Web.Tests.Pages;

/// <summary>The whole life of a key without an account, on the pages, as the gateway feels it, our own or a LiteLLM proxy; with scripts and without.</summary>
[Collection(BrowserTests.Name)]
public sealed class KeyLifeTests(Chromium chromium)
{
    private static readonly TimeSpan Felt = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task Key_LivesAsItsPagesSay(bool scripts, bool proxied)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var proxy = await LiteLlmServer.StartAsync(clock: clock);
        proxy.Models = [new("small"), new("large")];
        await using var host = await TestHost.StartAsync(options =>
        {
            options.Clock = clock;
            _ = proxied ? options.WithLiteLlm(proxy) : options.WithModel("small", upstream).WithModel("large", upstream);
        });
        await using var tab = await chromium.OpenAsync(host.BaseAddress, options => options.JavaScriptEnabled = scripts);
        var page = tab.Page;

        await tab.AskForKeyAsync("Laptop");
        await PayAsync(host, page, scripts);
        var first = await tab.ReadKeyAsync();
        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Link, new() { Name = "Laptop", Exact = true }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("Phone");
        await PressAsync(page, "Rename");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Phone");
        await Expect(page.GetByText("The key has its new name.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Rotate…" }).ClickAsync();
        await page.GetByLabel("For one hour").CheckAsync();
        await PressAsync(page, "Rotate the key");
        var second = await tab.ReadKeyAsync();
        Assert.Equal((null, null), (await RefusalAsync(host, first), await RefusalAsync(host, second)));
        host.Clock.Advance(TimeSpan.FromHours(1));
        host.Clock.Advance(Felt);
        Assert.Equal((proxied ? "401" : "keys.rotated", null), (await RefusalAsync(host, first), await RefusalAsync(host, second)));

        await page.GotoAsync(Visitors.PathOf(second));
        await PressAsync(page, "Switch off");
        await Expect(page.Locator(".badge")).ToHaveTextAsync("Disabled");
        host.Clock.Advance(Felt);
        Assert.Equal(proxied ? "401" : "keys.not_active", await RefusalAsync(host, second));
        await PressAsync(page, "Switch on");
        await Expect(page.Locator(".badge")).ToHaveTextAsync("Active");
        host.Clock.Advance(Felt);
        Assert.Null(await RefusalAsync(host, second));

        await page.GetByRole(AriaRole.Link, new() { Name = "Change limits" }).ClickAsync();
        await page.GetByLabel("Only these:").CheckAsync();
        await page.GetByLabel("small").CheckAsync();
        await page.GetByLabel("Requests a minute").FillAsync("1000");
        await PressAsync(page, "Save the limits");
        await Expect(page.Locator(".model-chips li")).ToHaveTextAsync(["small"]);
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Requests a minute" })).ToContainTextAsync("1,000");
        host.Clock.Advance(Felt);
        Assert.Equal((null, proxied ? "403" : "gateway.model_not_allowed"), (await RefusalAsync(host, second), await RefusalAsync(host, second, "large")));

        host.Clock.Advance(TimeSpan.FromDays(5));
        host.Clock.Advance(Felt);
        Assert.Equal(proxied ? "401" : "keys.expired", await RefusalAsync(host, second));
        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Link, new() { Name = "Renew Phone" }).ClickAsync();
        await (scripts ? tab.WaitForPuzzleAsync() : Task.CompletedTask);
        await PressAsync(page, "Renew the key");
        await PayAsync(host, page, scripts);
        await Expect(page.GetByText("The key is renewed.")).ToBeVisibleAsync();
        await Expect(page.Locator(".badge")).ToHaveTextAsync("Active");
        Assert.Null(await RefusalAsync(host, second));

        await page.GetByRole(AriaRole.Link, new() { Name = "Revoke…" }).ClickAsync();
        await PressAsync(page, "Revoke the key");
        await Expect(page.Locator(".badge")).ToHaveTextAsync("Revoked");
        host.Clock.Advance(Felt);
        Assert.Equal(proxied ? "401" : "keys.revoked", await RefusalAsync(host, second));
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Rotate…" })).ToHaveCountAsync(0);

        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Link, new() { Name = "New key" }).ClickAsync();
        await (scripts ? tab.WaitForPuzzleAsync() : Task.CompletedTask);
        await page.GetByLabel("Name of the key").FillAsync("Next one");
        await PressAsync(page, "Make the key");
        await PayAsync(host, page, scripts);
        Assert.Null(await RefusalAsync(host, await tab.ReadKeyAsync()));
        Assert.Empty(tab.Faults);
    }

    private static Task PressAsync(IPage page, string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    /// <summary>With scripts the puzzle is solved by itself; without them there is a wait.</summary>
    private static async Task PayAsync(TestHost host, IPage page, bool scripts)
    {
        if (!scripts)
        {
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "A short wait" })).ToBeVisibleAsync();
            host.Clock.Advance(TimeSpan.FromSeconds(16));
            await PressAsync(page, "Continue");
        }
    }

    /// <summary>Makes a call with the key.</summary>
    /// <returns>Why it was refused, by the code, which is the status where a proxy refuses; null: it was served.</returns>
    private static async Task<string?> RefusalAsync(TestHost host, string key, string model = "small")
    {
        using var client = host.ClientWithKey(key);
        using var body = new StringContent($$"""{"model":"{{model}}","messages":[{"role":"user","content":"Hi"}]}""", Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), body);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return response.IsSuccessStatusCode ? null : answer.RootElement.GetProperty("error").GetProperty("code").GetString();
    }
}

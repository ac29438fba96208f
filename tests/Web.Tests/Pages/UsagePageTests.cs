using System.Text;
using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using AkashChat.Web.Tests.Browser;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AkashChat.Web.Tests.Pages;

/// <summary>Usage, limits and refusals, of one's own and of all.</summary>
[Collection(BrowserTests.Name)]
public sealed class UsagePageTests(Chromium chromium)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OwnersAndOperatorsPage_TellOfUsageLimitsAndRefusals(bool scripts)
    {
        var admins = new HashSet<UserId>();
        await using var host = await StartAsync(admins);
        await using var tab = await chromium.OpenAsync(host.BaseAddress, options =>
        {
            options.JavaScriptEnabled = scripts;
            options.ColorScheme = ColorScheme.Light;
        });
        await FillAsync(host, tab, admins);

        await tab.Page.GotoAsync("/account");
        await tab.Page.GetByRole(AriaRole.Navigation, new() { Name = "Account" }).GetByRole(AriaRole.Link, new() { Name = "Usage and limits" }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Img, new() { NameRegex = new("^Requests by day") })).ToBeVisibleAsync();
        await Expect(tab.Page.GetByText("0 left", new() { Exact = true })).ToHaveCountAsync(1);
        await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "gateway.request_limit" })).ToHaveAttributeAsync("href", "/docs/errors/gateway.request_limit");
        await Expect(tab.Page.GetByText("0 of 2 open now")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByText("0 of 4 open now")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByText("Calls of akashchat-demo alone.")).ToBeVisibleAsync();
        await tab.Page.GetByText("Numbers by day").ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Region, new() { Name = "Table: Usage by day" })).ToBeVisibleAsync();
        await CheckAsync(tab, scripts, "account-usage");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "7 days" }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Usage of the last 7 days" })).ToBeVisibleAsync();

        await tab.Page.Locator(".limit-card h3 a").ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "What is left now" })).ToBeVisibleAsync();
        await Expect(tab.Page.Locator(".meter strong")).ToHaveTextAsync(["2 free", "0 left", "4 free"]);
        await CheckAsync(tab, scripts, "account-key");

        await tab.Page.GotoAsync("/admin/usage");
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "By team" })).ToBeVisibleAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Region, new() { Name = "Table of refusals" }).GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        await CheckAsync(tab, scripts, "admin-usage");
        Assert.Empty(tab.Faults);
    }

    [Fact]
    public async Task NewVisitor_SeesKindEmptyStatesAndNotTheOperatorsPage()
    {
        await using var host = await StartAsync([]);
        await using var tab = await chromium.OpenAsync(host.BaseAddress, options => options.ColorScheme = ColorScheme.Light);
        await tab.SignInAsync(host);

        await tab.Page.GotoAsync("/account/usage?days=90");
        await Expect(tab.Page.GetByText("No request in these days.")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByText("None of your requests was refused")).ToBeVisibleAsync();
        await CheckAsync(tab, true, "account-usage-empty");

        var others = await tab.Page.GotoAsync("/admin/usage");
        Assert.Equal(403, others!.Status);
    }

    private static async Task FillAsync(TestHost host, WatchedPage tab, HashSet<UserId> admins)
    {
        using var browser = await tab.SignInWithKeyAsync(host);
        for (var call = 0; call < 4; call++)
        {
            using var body = new StringContent("""{"model":"akashchat-demo","messages":[{"role":"user","content":"Hi"}]}""", Encoding.UTF8, "application/json");
            using var answer = await browser.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), body);
        }

        var key = await host.QueryAsync(db => db.Set<ApiKey>().AsNoTracking().SingleAsync());
        admins.Add(key.UserId);
        var now = host.Clock.GetUtcNow();
        await host.StoreAsync(
            [.. Enumerable.Range(0, 25).Where(day => day % 6 != 4).Select(day =>
                AUsageRecord.Completed(key, now.AddDays(-day), day % 3 == 0 ? "model-with-a-rather-long-name-b" : "model-a", 120_000 + (day * 37_000)))]);
        var other = await host.AddExtendedUserAsync();
        await host.StoreAsync(AUsageRecord.Completed((await host.AddKeyAsync(other)).Key, now, "model-a", 1_000));
    }

    private static async Task CheckAsync(WatchedPage tab, bool scripts, string name)
    {
        if (scripts)
        {
            await AccessibilityTests.AssertCleanAsync(tab);
        }


        await tab.Page.SetViewportSizeAsync(320, 640);
        await Expect(tab.Page.Locator("html")).ToHaveJSPropertyAsync("scrollWidth", 320);
        await tab.Page.SetViewportSizeAsync(1280, 800);
    }

    private static Task<TestHost> StartAsync(HashSet<UserId> admins) => TestHost.StartAsync(options =>
    {
        options.Settings["AKASHCHAT_PERMISSIONLESS_REQUESTS_PER_MINUTE"] = "2";
        options.Settings["LITELLM_MAX_PARALLEL_REQUESTS"] = "2";
        options.WithSections("akashchat_settings: { limits: [{ for: model, parallel: 4 }] }");
        options.Configure = builder => builder.Services.AddSingleton(new AdminOptions(admins));
    });
}

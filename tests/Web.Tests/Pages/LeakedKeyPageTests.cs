using System.Net;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using AkashChat.Web.Tests.Browser;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AkashChat.Web.Tests.Pages;

[Collection(BrowserTests.Name)]
public sealed class LeakedKeyPageTests(Chromium chromium, PortalHost portal) : IClassFixture<PortalHost>
{
    private TestHost Host => portal.Host;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReportedKey_IsStoppedWithAndWithoutScripts(bool scripts)
    {
        await using var tab = await OpenAsync(scripts);
        var page = tab.Page;
        var secret = await Host.ClaimKeyAsync();

        await page.GotoAsync("/docs");
        await page.GetByRole(AriaRole.Contentinfo).GetByRole(AriaRole.Link, new() { Name = "Report a leaked key" }).ClickAsync();
        await page.GetByLabel("The whole key").FillAsync($" {secret} ");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop this key" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("The key is stopped");
        await Expect(page.Locator(".notice")).ToContainTextAsync($"The key {secret[6..16]} is revoked");
        await Expect(page.GetByText("Remove the key from where it leaked")).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync($"{Host.BaseAddress}leaked-keys");
        Assert.DoesNotContain(secret[17..49], await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal(RevocationReason.Leak, (await StoredAsync(secret)).RevokedFor);
        Assert.Empty(tab.Faults);
    }

    [Fact]
    public async Task SameKeyAgain_IsToldToBeStoppedAlready()
    {
        await using var tab = await OpenAsync();
        var secret = await Host.ClaimKeyAsync();

        await tab.ReportLeakAsync(secret);
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Report another key" }).ClickAsync();
        await tab.ReportLeakAsync(secret);

        await Expect(tab.Page.Locator(".notice")).ToContainTextAsync("was stopped before");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task KeyThatNobodyHas_IsRefusedAndTheFieldIsEmpty(bool scripts)
    {
        await using var tab = await OpenAsync(scripts);
        var text = AKey.UnknownText();

        await tab.ReportLeakAsync(text);

        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not a key of this service");
        await Expect(tab.Page.GetByLabel("The whole key")).ToHaveValueAsync(string.Empty);
        await Expect(tab.Page.GetByLabel("The whole key")).ToHaveAttributeAsync("type", "password");
        await Expect(tab.Page.GetByLabel("The whole key")).ToHaveAttributeAsync("autocomplete", "off");
        Assert.DoesNotContain(text[17..49], await tab.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(text[17..49], Host.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAntiForgeryToken_NothingIsStopped()
    {
        var secret = await Host.ClaimKeyAsync();
        using var form = new FormUrlEncodedContent([new("apiKey", secret)]);

        using var response = await Host.Client.PostAsync(new Uri("leaked-keys", UriKind.Relative), form);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(KeyState.Active, (await StoredAsync(secret)).State);
    }

    [Fact]
    public async Task KeyInTheAddress_IsNotRead()
    {
        await using var tab = await OpenAsync();
        var secret = await Host.ClaimKeyAsync();

        await tab.Page.GotoAsync($"/leaked-keys?apiKey={secret}");

        await Expect(tab.Page.GetByLabel("The whole key")).ToHaveValueAsync(string.Empty);
        Assert.Equal(KeyState.Active, (await StoredAsync(secret)).State);
    }

    private Task<ApiKey> StoredAsync(string secret) =>
        Host.QueryAsync(database => database.Set<ApiKey>().AsNoTracking().SingleAsync(key => key.Id == new ApiKeyId(secret.Substring(6, 10))));

    private Task<WatchedPage> OpenAsync(bool scripts = true) =>
        chromium.OpenAsync(Host.BaseAddress, options => options.JavaScriptEnabled = scripts);
}

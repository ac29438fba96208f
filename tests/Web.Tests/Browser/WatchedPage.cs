using System.Collections.Concurrent;
using System.Net;
using AkashChat.TestKit.Hosting;
using Microsoft.Playwright;

namespace AkashChat.Web.Tests.Browser;

/// <summary>A page, and what went wrong on it.</summary>
public sealed class WatchedPage : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly IBrowserContext _context;

    internal WatchedPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.PageError += (_, error) => _faults.Enqueue($"script: {error}");
        page.Console += (_, message) =>
        {
            // A page with a 4xx status is reported as an error too; those are meant.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _faults.Enqueue($"console: {message.Text}");
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Script errors and breaches of the content security policy.</summary>
    public IReadOnlyList<string> Faults => [.. _faults];

    /// <summary>Lets the page read and write the clipboard.</summary>
    public Task AllowClipboardAsync() => _context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);

    /// <summary>Fills in the form and sends it.</summary>
    public async Task AskForKeyAsync(string name = "My first key")
    {
        await Page.GotoAsync("/keys/new");
        await Page.GetByLabel("Name of the key").FillAsync(name);
        await Page.GetByLabel("I accept the terms of use").CheckAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Get my key" }).ClickAsync();
    }

    /// <summary>Waits until the puzzle's script is at work, on a page that a click has led to: a form that is sent before leads to the wait instead.</summary>
    public Task WaitForPuzzleAsync() => Assertions.Expect(Page.Locator("[data-puzzle]")).ToBeVisibleAsync();

    /// <summary>Checks what a button says next, though it takes that back after a moment, in which a busy machine may not look.</summary>
    /// <param name="button">The button.</param>
    /// <param name="text">What it has to say.</param>
    /// <param name="act">What makes it say so.</param>
    public static async Task ExpectToSayAsync(ILocator button, string text, Func<Task> act)
    {
        await button.EvaluateAsync("button => new MutationObserver(() => { button.dataset.said ??= button.textContent; }).observe(button, { childList: true })");
        await act();
        await Assertions.Expect(button).ToHaveAttributeAsync("data-said", text);
    }

    /// <summary>Fills in the form for leaked keys and sends it.</summary>
    public async Task ReportLeakAsync(string key)
    {
        await Page.GotoAsync("/leaked-keys");
        await Page.GetByLabel("The whole key").FillAsync(key);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Stop this key" }).ClickAsync();
    }

    /// <summary>Claims a key over HTTP, and lets the browser have its session.</summary>
    /// <returns>A client that calls with the key.</returns>
    public async Task<HttpClient> SignInWithKeyAsync(TestHost host) => host.ClientWithKey(await ClaimAsync(host));

    /// <summary>Claims a key over HTTP, and lets the browser have its session.</summary>
    public Task SignInAsync(TestHost host) => ClaimAsync(host);

    private async Task<string> ClaimAsync(TestHost host)
    {
        var cookies = new CookieContainer();
        using var client = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, UseProxy = false }) { BaseAddress = host.BaseAddress };
        var key = await host.ClaimKeyAsync(client);
        await _context.AddCookiesAsync([.. cookies.GetCookies(host.BaseAddress).Select(cookie =>
            new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = host.BaseAddress.ToString(), HttpOnly = true })]);
        return key;
    }

    /// <summary>Fills in a recovery code and sends it.</summary>
    public async Task ComeBackAsync(string code)
    {
        await Page.GetByLabel("Recovery code").FillAsync(code);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Come back" }).ClickAsync();
    }

    /// <summary>The key on the page that shows it.</summary>
    public Task<string> ReadKeyAsync() => Page.Locator("#api-key").InputValueAsync();

    public async ValueTask DisposeAsync() => await _context.CloseAsync();
}

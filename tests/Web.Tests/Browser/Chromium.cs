using Microsoft.Playwright;

namespace AkashChat.Web.Tests.Browser;

/// <summary>One headless Chromium for all tests; each test takes pages of its own context.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>A name that leads here but is not localhost, so that browsers hold plain http to it for insecure.</summary>
    public const string InsecureHost = "portal.test";

    private const string Program = "/usr/bin/chromium";

    // In milliseconds. By default an expectation waits for five seconds, which a busy machine may need for one page.
    private const float Patience = 60_000;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async Task InitializeAsync()
    {
        if (!File.Exists(Program))
        {
            throw new InvalidOperationException("The browser tests need Chromium: apt-get install chromium fonts-liberation fonts-noto-color-emoji");
        }

        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Program,
            Timeout = 2 * Patience,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", $"--host-resolver-rules=MAP {InsecureHost} 127.0.0.1",
            ],
        });
    }

    /// <summary>A page of a new, empty browser context.</summary>
    public async Task<WatchedPage> OpenAsync(Uri baseAddress, Action<BrowserNewContextOptions>? choose = null)
    {
        var options = new BrowserNewContextOptions { BaseURL = baseAddress.ToString(), ReducedMotion = ReducedMotion.Reduce };
        choose?.Invoke(options);
        var context = await _browser.NewContextAsync(options);
        context.SetDefaultTimeout(Patience);
        return new WatchedPage(context, await context.NewPageAsync());
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}

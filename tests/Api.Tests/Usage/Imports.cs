using AkashChat.Application.Usage.TakeOver;
using AkashChat.Infrastructure.Settings;
using AkashChat.TestKit.Hosting;
using AkashChat.Web.Commands;

namespace AkashChat.Api.Tests.Usage;

/// <summary>Runs the command <c>import-litellm</c> with the settings of a host, as another process would.</summary>
internal static class Imports
{
    /// <summary>Runs it.</summary>
    /// <returns>What it counted, and what it printed.</returns>
    public static async Task<(TakeOverReport Report, string Printed)> ImportAsync(this TestHostOptions options, string url, bool isTrial = false)
    {
        await using var output = new StringWriter();
        var report = await LiteLlmImport.RunAsync(SettingsReader.Read(options.Settings), url, isTrial, output, CancellationToken.None);
        return (report, output.ToString());
    }

    /// <summary>Starts a host, and keeps what it was started with.</summary>
    public static async Task<(TestHost Host, TestHostOptions Options)> StartAsync(Action<TestHostOptions> choose)
    {
        TestHostOptions? kept = null;
        var host = await TestHost.StartAsync(options => choose(kept = options));
        return (host, kept!);
    }
}

using System.Diagnostics;
using System.Globalization;

namespace AkashChat.TestKit.Hosting;

/// <summary>The program as a process of its own, as an operator runs it, for tests of how it ends.</summary>
public sealed class AkashChatProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private AkashChatProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where it listens, with a slash at the end.</summary>
    public Uri Address { get; }

    /// <summary>How it ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts it on a free port and waits until it listens.</summary>
    /// <param name="dataFolder">The folder of its database.</param>
    /// <param name="settings">Further settings, by the names of their environment variables.</param>
    /// <param name="arguments">Further arguments of <c>serve</c>.</param>
    public static async Task<AkashChatProcess> StartAsync(string dataFolder, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        const string Label = "Portal";
        var process = Run(settings, ["serve", "--port", "0", "--data", dataFolder, .. arguments]);
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(StartPatience) is { } line)
        {
            if (line.Contains(Label, StringComparison.Ordinal))
            {
                // The rest of what it says must not fill the pipe.
                _ = process.StandardOutput.ReadToEndAsync();
                return new AkashChatProcess(process, new Uri(line.Split(Label)[1].Trim().TrimEnd('/') + "/"));
            }
        }

        throw new InvalidOperationException("The server ended before it listened.");
    }

    /// <summary>Runs another command of the program to its end.</summary>
    /// <returns>What it wrote to its standard output.</returns>
    public static async Task<string> RunToEndAsync(params string[] arguments)
    {
        using var process = Run(new Dictionary<string, string>(), arguments);
        return await process.StandardOutput.ReadToEndAsync().WaitAsync(StartPatience);
    }

    /// <summary>Runs another command of the program to its end, however it ends.</summary>
    /// <returns>Its exit code, and what it wrote.</returns>
    public static async Task<(int ExitCode, string Output, string Error)> RunToEndWithCodeAsync(params string[] arguments)
    {
        using var process = Run(new Dictionary<string, string>(), arguments, readsErrors: true);
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(StartPatience);
        await process.WaitForExitAsync().WaitAsync(EndPatience);
        return (process.ExitCode, output, await error);
    }

    /// <summary>Tells it to stop, as operators do, and waits for that.</summary>
    public Task TerminateAsync() => SignalAsync("-TERM");

    /// <summary>Kills it: it can do nothing about that.</summary>
    public Task KillAsync() => SignalAsync("-KILL");

    /// <summary>Tells it to read its configuration again.</summary>
    public Task HangUpAsync() => SendAsync("-HUP");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        await SendAsync(signal);
        await _process.WaitForExitAsync().WaitAsync(EndPatience);
    }

    private async Task SendAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync().WaitAsync(EndPatience);
    }

    private static Process Run(IReadOnlyDictionary<string, string> settings, string[] arguments, bool readsErrors = false)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "akashchat.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = readsErrors,
            Environment = { ["AKASHCHAT_CHALLENGE_DIFFICULTY"] = "1", ["LOG_LEVEL"] = "critical" },
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}

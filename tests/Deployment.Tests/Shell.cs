using System.Diagnostics;

namespace AkashChat.Deployment.Tests;

/// <summary>Runs a line as the containers' own shell would.</summary>
internal static class Shell
{
    /// <summary>Commands that bring something from outside.</summary>
    public const string Fetching = @"\b(curl|wget|apt|apt-get|apk|pip|npm|npx|git|https?)\b";

    public static (int ExitCode, string Output, string Error) Run(string script, params (string Name, string Value)[] environment) =>
        Start("sh", ["-c", script], environment);

    public static (int ExitCode, string Output, string Error) Start(
        string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error);
    }
}

using System.CommandLine;
using AkashChat.Infrastructure.Settings;

namespace AkashChat.Web.Commands;

/// <summary>The command line: <c>akashchat serve|key|check|rehearse|check-litellm|health|import-litellm</c>.</summary>
public static class AkashChatCommand
{
    private const int CannotStart = 1;

    // The host itself hears the signals to stop; the library would cut it short after two seconds.
    private static readonly InvocationConfiguration Configuration = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    /// <summary>Runs a command.</summary>
    /// <returns>The exit code: 0 is success.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var root = new RootCommand("AkashChat: an LLM gateway with a self-service key portal.")
        {
            ServeCommand.Create(),
            KeyCommand.Create(),
            CheckCommand.Create(),
            RehearseCommand.Create(),
            CheckLiteLlmCommand.Create(),
            HealthCommand.Create(),
            ImportCommand.Create(),
        };
        try
        {
            return await root.Parse(args).InvokeAsync(Configuration, cancellationToken);
        }
        catch (StartupException exception)
        {
            await Terminal.Error.WriteLineAsync(exception.Message);
            return CannotStart;
        }
    }
}

using System.CommandLine;
using AkashChat.Infrastructure.Settings;

namespace AkashChat.Web.Commands;

/// <summary>The command line: <c>akashchat serve|key|check|health</c>.</summary>
public static class AkashChatCommand
{
    private const int CannotStart = 1;

    /// <summary>Runs a command.</summary>
    /// <returns>The exit code: 0 is success.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var root = new RootCommand("AkashChat: an LLM gateway with a self-service key portal.")
        {
            ServeCommand.Create(),
            KeyCommand.Create(),
            CheckCommand.Create(),
            HealthCommand.Create(),
        };
        try
        {
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, cancellationToken);
        }
        catch (StartupException exception)
        {
            await Terminal.Error.WriteLineAsync(exception.Message);
            return CannotStart;
        }
    }
}

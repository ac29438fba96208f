using System.Collections;
using System.CommandLine;
using AkashChat.Infrastructure.Settings;

namespace AkashChat.Web.Commands;

/// <summary><c>akashchat import-litellm</c>: takes over the keys of a LiteLLM proxy, so that each of them works here.</summary>
internal static class ImportCommand
{
    private const string FromInput = "-";

    private static readonly Option<string> DatabaseUrl = new("--database-url")
    {
        Description = $"LiteLLM's DATABASE_URL; {FromInput} reads it from standard input, so that no process list shows the password.",
        Required = true,
    };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Do everything but the last step, and tell what would change." };

    internal static Command Create()
    {
        var command = new Command("import-litellm", "Takes over the keys of a LiteLLM proxy into the database that the settings name.") { DatabaseUrl, DryRun };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = SettingsReader.Read(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => entry.Value as string ?? string.Empty, StringComparer.Ordinal));
        var url = parsed.GetValue(DatabaseUrl)!;
        if (url == FromInput)
        {
            url = (await Terminal.In.ReadLineAsync(cancellationToken))?.Trim() ?? string.Empty;
        }

        await LiteLlmImport.RunAsync(settings, url, parsed.GetValue(DryRun), Terminal.Out, cancellationToken);
        return 0;
    }
}

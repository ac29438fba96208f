using System.Collections;
using System.CommandLine;
using AkashChat.Infrastructure.Gateway.LiteLlm;
using AkashChat.Infrastructure.Settings;

namespace AkashChat.Web.Commands;

/// <summary><c>akashchat check-litellm</c>: takes the adapter's journey against the LiteLLM proxy of the settings and tells what differs.</summary>
internal static class CheckLiteLlmCommand
{
    internal static Command Create()
    {
        var command = new Command(
            "check-litellm",
            $"Checks the LiteLLM proxy named by {SettingNames.LiteLlmEndpoint} and {SettingNames.LiteLlmAdminKey}: makes a user and a key, changes and deletes them. Makes the two teams if they are missing.");
        command.SetAction((_, cancellationToken) => RunAsync(cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var settings = SettingsReader.Read(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => entry.Value as string ?? string.Empty, StringComparer.Ordinal));
        var findings = new List<LiteLlmFinding>();
        await using (var check = new LiteLlmCheck(settings, Tell))
        {
            await check.RunAsync(cancellationToken);
        }

        var fails = findings.Count(finding => finding.Verdict == LiteLlmVerdict.Fails);
        var differs = findings.Count(finding => finding.Verdict == LiteLlmVerdict.Differs);
        await Terminal.Out.WriteLineAsync(fails > 0
            ? $"{fails} of {findings.Count} steps failed: AkashChat cannot work with this proxy as it is."
            : $"All {findings.Count} steps work; {differs} are answered otherwise than by version 1.95.");
        return fails > 0 ? 1 : 0;

        void Tell(LiteLlmFinding finding)
        {
            findings.Add(finding);
            var verdict = finding.Verdict switch
            {
                LiteLlmVerdict.Ok => "ok     ",
                LiteLlmVerdict.Differs => "differs",
                _ => "FAILS  ",
            };
            Terminal.Out.WriteLine($"{verdict}  {finding.What}{(finding.Detail is { } detail ? $": {detail}" : string.Empty)}");
        }
    }
}

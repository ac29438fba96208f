using System.CommandLine;
using AkashChat.Infrastructure.Accounts;
using AkashChat.Infrastructure.Catalog;
using AkashChat.Infrastructure.Settings;

namespace AkashChat.Web.Commands;

/// <summary><c>akashchat check</c>: tells what a <c>config.yaml</c> means, what has no effect, and what is wrong.</summary>
internal static class CheckCommand
{
    private static readonly Argument<string> FilePath = new("file")
    {
        Description = "The path of config.yaml.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(SettingNames.Config) ?? "deployment/config.yaml",
    };

    private static readonly Option<string?> Model = new("--model") { Description = "Explains what this name of a model leads to, and nothing else." };

    internal static Command Create()
    {
        var command = new Command("check", "Checks a config.yaml and explains it.") { FilePath, Model };
        command.SetAction(async (parsed, _) => await RunAsync(parsed.GetValue(FilePath)!, parsed.GetValue(Model)));
        return command;
    }

    private static async Task<int> RunAsync(string path, string? model)
    {
        if (!File.Exists(path))
        {
            await Terminal.Error.WriteLineAsync($"There is no file {path}.");
            return 1;
        }

        var file = ConfigFileReader.Load(path, new ConfigSurroundings(Environment.GetEnvironmentVariable)
        {
            HasUpstream = IsSet(SettingNames.Upstream),
            HasRedis = IsSet(SettingNames.RedisHost) ? true : null,
            Teams = Teams().Names,
        });
        return file.Faults.Count > 0 ? await TellFaultsAsync(file) : await ExplainAsync(file, model);
    }

    private static async Task<int> TellFaultsAsync(ConfigFile file)
    {
        foreach (var fault in file.Faults)
        {
            await Terminal.Error.WriteLineAsync($"fault, {fault}");
        }

        foreach (var warning in file.Warnings)
        {
            await Terminal.Error.WriteLineAsync($"warning, {warning}");
        }

        return 1;
    }

    private static async Task<int> ExplainAsync(ConfigFile file, string? model)
    {
        var explanation = new ConfigExplanation(file);
        if (model is null)
        {
            await Terminal.Out.WriteLineAsync(explanation.All());
            await WarnOfModelsWithoutPriceAsync(file);
            await Terminal.Out.WriteLineAsync("The file is good.");
            return 0;
        }

        if (explanation.Of(model) is { } text)
        {
            await Terminal.Out.WriteAsync(text);
            return 0;
        }

        await Terminal.Error.WriteLineAsync($"No model of the file answers to {model}.");
        return 1;
    }

    private static async Task WarnOfModelsWithoutPriceAsync(ConfigFile file)
    {
        var unpriced = file.Deployments.Where(deployment => deployment.Price is null).Select(deployment => deployment.ModelName).Distinct().ToArray();
        if (unpriced.Length > 0 && (IsSet(SettingNames.PermissionlessBudgetUsd) || IsSet(SettingNames.ExtendedBudgetUsd)))
        {
            await Terminal.Error.WriteLineAsync($"warning, a team has a budget, but it does not count these models, which have no price: {string.Join(", ", unpriced)}");
        }
    }

    private static TeamOptions Teams()
    {
        var teams = new TeamOptions();
        return teams with
        {
            Permissionless = Of(SettingNames.TeamPermissionless) ?? teams.Permissionless,
            Extended = Of(SettingNames.TeamExtended) ?? teams.Extended,
        };

        static string? Of(string name) => IsSet(name) ? Environment.GetEnvironmentVariable(name) : null;
    }

    private static bool IsSet(string name) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name));
}

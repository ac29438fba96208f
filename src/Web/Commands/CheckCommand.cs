using System.CommandLine;
using System.Globalization;
using AkashChat.Domain.Catalog;
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

    internal static Command Create()
    {
        var command = new Command("check", "Checks a config.yaml and explains it.") { FilePath };
        command.SetAction(async (parsed, cancellationToken) => await RunAsync(parsed.GetValue(FilePath)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            await Terminal.Error.WriteLineAsync($"There is no file {path}.");
            return 1;
        }

        var file = ConfigFileReader.Read(await File.ReadAllTextAsync(path, cancellationToken), Environment.GetEnvironmentVariable);
        foreach (var fault in file.Faults)
        {
            await Terminal.Error.WriteLineAsync($"fault, {fault}");
        }

        foreach (var warning in file.Warnings)
        {
            await Terminal.Error.WriteLineAsync($"warning, {warning}");
        }

        if (file.Faults.Count > 0)
        {
            return 1;
        }

        foreach (var group in file.Deployments.GroupBy(deployment => deployment.ModelName, StringComparer.Ordinal))
        {
            var total = group.Sum(deployment => deployment.Weight);
            await Terminal.Out.WriteLineAsync($"{group.Key}{(file.Modes.TryGetValue(group.Key, out var mode) ? $" ({mode})" : string.Empty)}");
            foreach (var deployment in group)
            {
                await Terminal.Out.WriteLineAsync(
                    $"  {deployment.Id}: {deployment.UpstreamModel} at {deployment.BaseAddress}, {deployment.Weight / total:P0} of the requests, "
                    + $"{(deployment.Key is null ? "no key" : "with a key")}, time-out {deployment.Timeout.TotalSeconds:0.###} s, silence {deployment.StreamTimeout.TotalSeconds:0.###} s, {PriceOf(deployment)}");
            }
        }

        await WarnOfModelsWithoutPriceAsync(file);
        await Terminal.Out.WriteLineAsync(file.Deployments.Count == 0 ? "No models: the built-in demo is offered." : "The file is good.");
        return 0;
    }

    // Per million tokens, as providers print their prices.
    private static string PriceOf(Deployment deployment) => deployment.Price is { } price
        ? $"{Dollars(price.InputFemtoUsd)} read and {Dollars(price.OutputFemtoUsd)} written per million tokens"
        : "no price";

    private static string Dollars(long femtoUsd) =>
        string.Create(CultureInfo.InvariantCulture, $"{femtoUsd * 1_000_000m / TokenPrice.FemtoUsdPerUsd:0.#########} USD");

    private static async Task WarnOfModelsWithoutPriceAsync(ConfigFile file)
    {
        string[] budgets = [SettingNames.PermissionlessBudgetUsd, SettingNames.ExtendedBudgetUsd];
        var unpriced = file.Deployments.Where(deployment => deployment.Price is null).Select(deployment => deployment.ModelName).Distinct().ToArray();
        if (unpriced.Length > 0 && budgets.Any(name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))))
        {
            await Terminal.Error.WriteLineAsync($"warning, a team has a budget, but it does not count these models, which have no price: {string.Join(", ", unpriced)}");
        }
    }
}

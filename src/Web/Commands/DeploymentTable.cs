using System.Globalization;
using AkashChat.Domain.Catalog;

namespace AkashChat.Web.Commands;

/// <summary>A group's deployments as a table: no addresses, no keys.</summary>
internal static class DeploymentTable
{
    private static readonly string[] Headings =
    [
        "deployment", "provider", "model there", "address", "key", "order", "share", "rpm", "tpm", "parallel", "time-out", "silence", "cooldown", "tags",
        "reads", "writes", "can", "headers", "cache", "price per 1M tokens",
    ];

    /// <summary>The table.</summary>
    internal static string Of(ModelGroup group, RoutingStrategy strategy) =>
        TextTable.Of(Headings, [.. group.Deployments.Select(deployment => Row(deployment, group, strategy))]);

    private static string[] Row(Deployment deployment, ModelGroup group, RoutingStrategy strategy) =>
    [
        deployment.Id,
        deployment.Provider.Name,
        deployment.UpstreamModel,
        IsDefault(deployment) ? "provider's" : "own",
        deployment.Key is null ? "none" : "set",
        group.Deployments.Any(other => other.Order != deployment.Order) ? Text(deployment.Order) : string.Empty,
        strategy == RoutingStrategy.SimpleShuffle ? ShareOf(deployment, group) : string.Empty,
        Text(deployment.RequestsPerMinute),
        Text(deployment.TokensPerMinute),
        Text(deployment.MaxParallelRequests),
        Seconds(deployment.Timeout),
        Seconds(deployment.StreamTimeout),
        deployment.Cooldown is { } cooldown ? Seconds(cooldown) : string.Empty,
        string.Join(',', deployment.Tags),
        Text(deployment.Capabilities.MaxInputTokens),
        Text(deployment.Capabilities.MaxOutputTokens),
        AbilitiesOf(deployment.Capabilities),
        deployment.ExtraHeaders.Length == 0 ? string.Empty : Text(deployment.ExtraHeaders.Length),
        deployment.CacheShared ? "shared" : string.Empty,
        PriceOf(deployment),
    ];

    /// <summary>A time in seconds.</summary>
    internal static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");

    private static bool IsDefault(Deployment deployment) =>
        deployment.Provider.DefaultBase is { } standard && deployment.BaseAddress == new Uri(standard.TrimEnd('/') + "/");

    // Among those of its rank; the others wait until none of that can take a request.
    private static string ShareOf(Deployment deployment, ModelGroup group)
    {
        var weight = WeightIn(group);
        var total = group.Deployments.Where(other => other.Order == deployment.Order).Sum(weight);
        return string.Create(CultureInfo.InvariantCulture, $"{(total > 0 ? 100 * weight(deployment) / total : 0):0.#} %");
    }

    private static Func<Deployment, double> WeightIn(ModelGroup group)
    {
        var all = group.Deployments;
        return all.Any(deployment => deployment.HasWeight) ? deployment => deployment.Weight
            : all.All(deployment => deployment.RequestsPerMinute is not null) ? deployment => deployment.RequestsPerMinute!.Value
            : all.All(deployment => deployment.TokensPerMinute is not null) ? deployment => deployment.TokensPerMinute!.Value
            : deployment => deployment.Weight;
    }

    private static string AbilitiesOf(ModelCapabilities capabilities)
    {
        string?[] abilities = [Ability("vision", capabilities.Vision), Ability("tools", capabilities.Tools)];
        return string.Join(", ", abilities.OfType<string>());
    }

    private static string? Ability(string name, bool? has) => has switch { true => name, false => $"no {name}", null => null };

    // Per million tokens, as providers print their prices.
    private static string PriceOf(Deployment deployment) => deployment.Price is { } price
        ? $"{Dollars(price.InputFemtoUsd)} read, {Dollars(price.OutputFemtoUsd)} written"
        : "not known";

    private static string Dollars(long femtoUsd) =>
        string.Create(CultureInfo.InvariantCulture, $"{femtoUsd * 1_000_000m / TokenPrice.FemtoUsdPerUsd:0.#########} USD");

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? string.Empty;
}

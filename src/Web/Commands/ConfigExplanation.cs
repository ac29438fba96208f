using System.Collections.Immutable;
using System.Text;
using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Catalog;

namespace AkashChat.Web.Commands;

/// <summary>Explains a good <c>config.yaml</c>: what each model is served by, which rules hold, and what has no effect.</summary>
internal sealed class ConfigExplanation(ConfigFile file)
{
    private readonly RoutingTable _table = RoutingTable.Of(file.Deployments, file.Modes, default, file.Rules, file.Aliases);

    /// <summary>The whole file.</summary>
    internal string All()
    {
        var text = new StringBuilder();
        if (_table.Groups.IsEmpty)
        {
            text.AppendLine("No models: the built-in demo is offered.").AppendLine();
        }

        foreach (var group in _table.Groups)
        {
            AppendGroup(text, group, group.Name);
        }

        text.AppendLine("Rules for all models").Append(TextTable.Of(RuleLines.Of(file.Rules)));
        AppendLimits(text, file.Rules.Limits);
        AppendNames(text);
        if (file.Warnings.Count > 0)
        {
            text.AppendLine().AppendLine("Without effect, or other than it looks");
            foreach (var warning in file.Warnings)
            {
                text.AppendLine($"  {warning}");
            }
        }

        return text.ToString();
    }

    /// <summary>What one name leads to; null: to nothing.</summary>
    internal string? Of(string name)
    {
        if (_table.Find(name) is not { } group)
        {
            return null;
        }

        var text = new StringBuilder();
        text.AppendLine(WayTo(name, group)).AppendLine();
        AppendGroup(text, group, group.Pattern ?? group.Name);
        text.AppendLine("Rules for all models").Append(TextTable.Of(RuleLines.Of(file.Rules)));
        AppendLimits(text, [.. file.Rules.Limits.Where(rule => (rule with { Team = null }).AppliesTo(string.Empty, group))]);
        return text.ToString();
    }

    private string WayTo(string name, ModelGroup group) => _table.MatchOf(name) switch
    {
        ModelMatch.Wildcard => $"{name} fits the wildcard {group.Pattern}.",
        ModelMatch.Name => $"{name} is a model of the file.",
        ModelMatch.Alias => $"{name} is an alias of {group.Name}.",
        _ => $"{name} is the id of a deployment of {group.Name}.",
    };

    private void AppendGroup(StringBuilder text, ModelGroup group, string key)
    {
        var strategy = file.Rules.StrategyOf.GetValueOrDefault(key, file.Rules.Strategy);
        text.AppendLine(group.Name + (group.Mode is { } mode ? $" ({mode})" : string.Empty))
            .Append(DeploymentTable.Of(group, strategy))
            .Append(TextTable.Of(RuleLines.Of(file.Rules, key)))
            .AppendLine();
    }

    private static void AppendLimits(StringBuilder text, ImmutableArray<LimitRule> limits)
    {
        if (!limits.IsEmpty)
        {
            text.AppendLine().AppendLine("Limits, besides those that the settings give each key").Append(TextTable.Of(LimitLines.Of(limits)));
        }
    }

    private void AppendNames(StringBuilder text)
    {
        if (_table.Aliases.Length > 0)
        {
            text.AppendLine().AppendLine("Aliases")
                .Append(TextTable.Of([.. _table.Aliases.Select(alias => (alias.Name, $"is {alias.Group}{(alias.IsHidden ? ", not listed" : string.Empty)}"))]));
        }

        var wildcards = _table.Groups.Where(group => group.Name.Contains('*', StringComparison.Ordinal)).ToArray();
        if (wildcards.Length > 0)
        {
            text.AppendLine().AppendLine("Wildcards: names that no model, alias or deployment has; the most specific that fits serves")
                .Append(TextTable.Of(
                [
                    .. wildcards.OrderByDescending(group => group.Name.Length)
                        .Select(group => (group.Name, $"as {string.Join(" or ", group.Deployments.Select(deployment => deployment.UpstreamModel).Distinct())} there")),
                ]));
        }
    }
}

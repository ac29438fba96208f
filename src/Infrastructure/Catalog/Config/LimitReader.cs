using System.Collections.Immutable;
using System.Globalization;
using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Catalog.Config;

/// <summary>Reads limits of keys, accounts, teams, models and the whole service: <c>akashchat_settings.limits</c>.</summary>
/// <param name="names">The names of models.</param>
/// <param name="teams">The names of the teams; null: not known.</param>
internal sealed class LimitReader(ModelNames names, IReadOnlyList<string>? teams)
{
    private const string Key = "limits";
    private const string For = "for";
    private const string Team = "team";
    private const string Model = "model";
    private const string Per = "per";
    private const string Window = "window";
    private const string Parallel = "parallel";
    private const string Requests = "requests";
    private const string Tokens = "tokens";
    private const string Budget = "budget";
    private const long MicroUsdPerUsd = 1_000_000;

    // More than anything uses; sums of several of them are still numbers.
    private const long MostCounted = 1_000_000_000_000;
    private const int MostParallel = 1_000_000;
    private const int MostUsd = 1_000_000_000;

    private static readonly string[] Levels = [.. Enum.GetNames<LimitLevel>().Select(name => name.ToLowerInvariant())];
    private static readonly string Measures = string.Join(", ", Requests, Tokens, Budget, Parallel);

    private readonly List<LimitRule> _rules = [];

    /// <summary>Reads them.</summary>
    public ImmutableArray<LimitRule> Read(YamlObject? own)
    {
        foreach (var entry in own?.Objects(Key) ?? [])
        {
            ReadEntry(entry);
        }

        return [.. _rules];
    }

    private void ReadEntry(YamlObject entry)
    {
        var level = LevelOf(entry);
        var (team, model) = (TeamOf(entry, level), ModelOf(entry));
        var isTimed = entry.Has(Requests) || entry.Has(Tokens) || entry.Has(Budget);
        var window = WindowOf(entry, isTimed);
        (string Name, LimitMeasure Measure, long? Limit)[] measures =
        [
            (Parallel, LimitMeasure.Parallel, entry.Whole(Parallel, 1, MostParallel)),
            (Requests, LimitMeasure.Requests, entry.Whole(Requests, 1, MostCounted)),
            (Tokens, LimitMeasure.Tokens, entry.Whole(Tokens, 1, MostCounted)),
            (Budget, LimitMeasure.Money, BudgetOf(entry, model)),
        ];
        entry.ReportLeftOver(Key, _ => false);
        if (!isTimed && !entry.Has(Parallel))
        {
            entry.Place.Fault($"an entry of {Key} limits nothing: it has none of {Measures}");
        }

        foreach (var (name, measure, limit) in measures)
        {
            // Whatever is missing here was told as a fault.
            if (level is { } whose && limit is { } most && (measure == LimitMeasure.Parallel || window is not null))
            {
                Add(new LimitRule(whose, measure, most, measure == LimitMeasure.Parallel ? null : window) { Team = team, Model = model }, entry.PlaceOf(name));
            }
        }
    }

    private void Add(LimitRule rule, ConfigPlace place)
    {
        if (_rules.Exists(other => other with { Limit = rule.Limit } == rule))
        {
            place.Fault($"{Key} say twice how much of this there is for the same");
        }

        _rules.Add(rule);
    }

    private static LimitLevel? LevelOf(YamlObject entry)
    {
        if (!entry.Has(For))
        {
            entry.Ignore(For);
            entry.Place.Fault($"an entry of {Key} lacks {For}: {string.Join(", ", Levels)}");
            return null;
        }

        return Enum.TryParse<LimitLevel>(entry.Word(For, Levels), ignoreCase: true, out var level) ? level : null;
    }

    // Those of a model or of the service count all callers together, so that a part of them would be a counter of its own.
    private string? TeamOf(YamlObject entry, LimitLevel? level)
    {
        var team = entry.Text(Team);
        if (team is not null && level is LimitLevel.Model or LimitLevel.Service)
        {
            entry.PlaceOf(Team).Fault($"{Team} does not go with {For}: {level.ToString()!.ToLowerInvariant()}, which counts the calls of all teams; {For}: team with {Team} and {Model} counts those of one");
        }
        else if (team is not null && teams?.Contains(team, StringComparer.Ordinal) == false)
        {
            // No fault: accounts may have it from a time when the settings named it.
            entry.PlaceOf(Team).Warning($"{Key} names the team {team}; the teams are {string.Join(" and ", teams)}, and it has no effect on their requests");
        }

        return team;
    }

    private string? ModelOf(YamlObject entry)
    {
        if (entry.Text(Model) is not { } name)
        {
            return null;
        }

        if (names.IsIdOfDeployment(name))
        {
            entry.PlaceOf(Model).Fault($"{Key} names {name}, which is a deployment and no model; a deployment's own limits are rpm, tpm and max_parallel_requests");
            return null;
        }

        return names.Check(name, entry.PlaceOf(Model), Key) ? names.GroupOf(name) : null;
    }

    private static LimitWindow? WindowOf(YamlObject entry, bool isTimed)
    {
        var isRolling = entry.Word(Window, "calendar", "rolling") == "rolling";
        if (!isTimed)
        {
            foreach (var key in new[] { Per, Window }.Where(entry.Has))
            {
                entry.PlaceOf(key).Fault($"{key} says nothing of {Parallel}, which counts what is open at the same moment");
            }

            entry.Ignore(Per);
            return null;
        }

        if (!entry.Has(Per))
        {
            entry.Ignore(Per);
            entry.Place.Fault($"an entry of {Key} lacks {Per}, such as 1m, 1d or 1mo");
            return null;
        }

        if (entry.Text(Per) is not { } text)
        {
            return null;
        }

        if (LimitWindow.Parse(text, isRolling) is not { } window)
        {
            entry.PlaceOf(Per).Fault($"{Per} is not a time such as 30s, 15m, 1h, 1d, 1w or 1mo, of a second at least and a year at most; of months, a calendar has only 1mo");
            return null;
        }

        return window;
    }

    private long? BudgetOf(YamlObject entry, string? model)
    {
        if (entry.Text(Budget) is not { } text)
        {
            return null;
        }

        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var dollars) || dollars is not (> 0 and <= MostUsd))
        {
            entry.PlaceOf(Budget).Fault($"{Budget} is not an amount of US dollars above 0 and at most {MostUsd}");
            return null;
        }

        var microUsd = dollars * MicroUsdPerUsd;
        if (!decimal.IsInteger(microUsd))
        {
            entry.PlaceOf(Budget).Fault($"{Budget} has finer digits than a millionth of a US dollar, which is the finest that is counted");
            return null;
        }

        WarnWithoutPrice(entry.PlaceOf(Budget), model);
        return (long)microUsd;
    }

    private void WarnWithoutPrice(ConfigPlace place, string? model)
    {
        if (!names.HasPrice(model))
        {
            place.Warning($"{Budget} counts nothing that {(model is null ? "the models of the file use: none of them has a price" : model + " itself uses: it has no price")} (input_cost_per_token, output_cost_per_token)");
        }
    }
}

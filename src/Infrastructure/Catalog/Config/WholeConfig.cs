using AkashChat.Domain.Catalog;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace AkashChat.Infrastructure.Catalog.Config;

/// <summary>Reads a whole configuration: the first file, those it includes, and what they say together.</summary>
internal sealed class WholeConfig(ConfigSurroundings surroundings, Func<string, string?> include)
{
    private const string AnchorPlace = "x-";
    private readonly List<ConfigRemark> _faults = [];
    private readonly List<ConfigRemark> _warnings = [];
    private readonly List<string?> _files = [null];

    /// <summary>Reads it.</summary>
    /// <param name="yaml">The first file's text; null: it cannot be read.</param>
    public ConfigFile Read(string? yaml)
    {
        var reading = new ConfigReading(null, _faults, _warnings, surroundings.Environment);
        if (yaml is null)
        {
            reading.Fault(1, "the file cannot be read");
        }

        var roots = yaml is not null && Parse(yaml, reading) is { } first ? WithIncluded(first) : [];
        var file = roots.Count == 0 ? ConfigFile.Empty : ReadTogether(WithVariables(roots));
        return file with { Faults = Sorted(_faults), Warnings = Sorted(_warnings) };
    }

    private ConfigFile ReadTogether(IReadOnlyList<YamlObject> roots)
    {
        var sections = ConfigSections.Of(roots);
        var models = new ModelListReader(DeploymentDefaults.Read(sections));
        foreach (var root in roots)
        {
            models.Read(root);
            root.ReportLeftOver("config.yaml", LiteLlmGrammar.TopLevel.Contains);
        }

        var deployments = models.Finish();
        var aliases = AliasReader.Read(sections.Router, deployments, surroundings.HasUpstream);
        var names = new ModelNames(RoutingTable.Of(deployments, models.Modes, default, null, aliases), surroundings.HasUpstream);
        var rules = RulesReader.Read(sections, names, surroundings);
        sections.ReportLeftOver();
        return ConfigFile.Empty with
        {
            Deployments = deployments,
            Modes = models.Modes,
            Aliases = aliases,
            Rules = rules with { RequestTimeout = LongEnough(rules.RequestTimeout, sections, deployments) },
        };
    }

    // Whoever gives one server an hour, and says nothing of the whole, means an hour.
    private static TimeSpan LongEnough(TimeSpan requestTimeout, ConfigSections sections, IReadOnlyList<Deployment> deployments) =>
        sections.LiteLlm?.Has("request_timeout") == true || deployments.Count == 0
            ? requestTimeout
            : TimeSpan.FromTicks(Math.Max(requestTimeout.Ticks, deployments.Max(deployment => deployment.Timeout.Ticks)));

    private List<YamlObject> WithIncluded(YamlObject first)
    {
        var roots = new List<YamlObject> { first };
        foreach (var (name, place) in first.Texts("include"))
        {
            _files.Add(name);
            if (include(name) is not { } text)
            {
                place.Fault($"the included file {name} cannot be read");
            }
            else if (Parse(text, new ConfigReading(name, _faults, _warnings, surroundings.Environment)) is { } root)
            {
                roots.Add(root);
                if (root.Has("include"))
                {
                    root.Ignore("include");
                    root.PlaceOf("include").Fault("an included file cannot include others");
                }
            }
        }

        return roots;
    }

    // Every root is wrapped again: from here on, the variables of the files come before those of the environment.
    private List<YamlObject> WithVariables(List<YamlObject> roots)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var section in roots.Select(root => root.Object("environment_variables")).OfType<YamlObject>())
        {
            foreach (var name in section.Names)
            {
                if (section.Text(name) is { } value)
                {
                    variables.TryAdd(name, value);
                }
            }
        }

        return
        [
            .. roots.Select(root =>
            {
                var again = root.With(name => variables.TryGetValue(name, out var value) ? value : surroundings.Environment(name));
                again.Ignore(again.Names.Where(name => name.StartsWith(AnchorPlace, StringComparison.Ordinal)));
                again.Ignore("environment_variables", "include");
                return again;
            }),
        ];
    }

    private static YamlObject? Parse(string yaml, ConfigReading reading)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            switch (stream.Documents)
            {
                case []:
                case [{ RootNode: YamlScalarNode { Value: null or "" } }]:
                    return null;
                case [{ RootNode: YamlMappingNode mapping }]:
                    return new YamlObject(mapping, reading);
                default:
                    reading.Fault(1, "the file is not one mapping with model_list in it");
                    return null;
            }
        }
        catch (Exception exception)
        {
            // The library's own exception knows the line; from broken input it throws others as well.
            reading.Fault(exception is YamlException yamlFault ? yamlFault.Start.Line : 1, $"not valid YAML: {exception.Message}");
            return null;
        }
    }

    private ConfigRemark[] Sorted(List<ConfigRemark> remarks) =>
        [.. remarks.Distinct().OrderBy(remark => _files.IndexOf(remark.File)).ThenBy(remark => remark.Line)];
}

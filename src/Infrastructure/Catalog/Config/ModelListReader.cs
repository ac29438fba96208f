using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Catalog.Config;

/// <summary>Reads <c>model_list</c>, of one file after another.</summary>
internal sealed class ModelListReader(DeploymentDefaults defaults)
{
    private readonly List<(Deployment Deployment, ConfigPlace Place, bool HasOwnId)> _entries = [];
    private readonly Dictionary<string, string> _modes = new(StringComparer.Ordinal);

    /// <summary>What each model is for, by its name.</summary>
    public IReadOnlyDictionary<string, string> Modes => _modes;

    /// <summary>Reads a file's list.</summary>
    public void Read(YamlObject root)
    {
        foreach (var entry in root.Objects("model_list"))
        {
            ReadEntry(entry);
        }
    }

    /// <summary>Looks at all entries together.</summary>
    public IReadOnlyList<Deployment> Finish()
    {
        TellTwinsApart();
        foreach (var group in _entries.GroupBy(entry => entry.Deployment.ModelName, StringComparer.Ordinal))
        {
            if (group.All(entry => entry.Deployment.Weight <= 0))
            {
                group.First().Place.Fault($"all deployments of {group.Key} have weight 0, so that none could ever be chosen");
            }
        }

        return Ranked([.. _entries.Select(entry => entry.Deployment)]);
    }

    private void ReadEntry(YamlObject entry)
    {
        var name = entry.Text("model_name");
        var parameters = entry.Object("litellm_params");
        var info = entry.Object("model_info") is { } section ? ModelInfo.Read(section) : ModelInfo.None;
        entry.ReportLeftOver("model_list", _ => false);
        CheckName(entry, name);
        if (parameters is null)
        {
            entry.Place.Fault("the entry has no litellm_params");
            return;
        }

        if (name is not null && info.Mode is { } mode)
        {
            _modes[name] = mode;
        }

        if (DeploymentReader.Read(parameters, name ?? string.Empty, defaults) is { } deployment && name is not null)
        {
            _entries.Add((info.AddTo(deployment), entry.Place, info.Id is not null));
        }
    }

    private static void CheckName(YamlObject entry, string? name)
    {
        if (name is null)
        {
            entry.Place.Fault("the entry has no model_name");
        }
        else if (!ConfigFileReader.IsUsableName(name))
        {
            entry.PlaceOf("model_name").Fault($"model_name has more than {ConfigFileReader.MaxNameLength} characters, or control characters");
        }
        else if (name.Count(character => character == '*') > 1)
        {
            entry.PlaceOf("model_name").Fault("model_name has more than one *");
        }
    }

    // One server with two keys is two deployments, whose derived ids are the same: the later ones get a number.
    private void TellTwinsApart()
    {
        var taken = new Dictionary<string, List<Deployment>>(StringComparer.Ordinal);
        for (var index = 0; index < _entries.Count; index++)
        {
            var (deployment, place, hasOwnId) = _entries[index];
            if (!taken.TryGetValue(deployment.Id, out var twins))
            {
                taken[deployment.Id] = [deployment];
            }
            else if (hasOwnId || twins.Any(twin => DeploymentComparison.AreSame(twin, deployment)))
            {
                place.Fault($"two entries of {deployment.ModelName} have the same id or are the same; give each a model_info.id of its own, or one a higher weight");
            }
            else
            {
                twins.Add(deployment);
                _entries[index] = (deployment with { Id = $"{deployment.Id}-{twins.Count}" }, place, hasOwnId);
            }
        }
    }

    // As in LiteLLM: where some of a group have a rank, those without come last.
    private static List<Deployment> Ranked(List<Deployment> deployments)
    {
        var last = deployments.GroupBy(deployment => deployment.ModelName, StringComparer.Ordinal).ToDictionary(
            group => group.Key,
            group => group.Select(deployment => deployment.Order).Where(order => order != DeploymentReader.NoOrder).Append(-1).Max() + 1,
            StringComparer.Ordinal);
        return
        [
            .. deployments.Select(deployment =>
                deployment.Order == DeploymentReader.NoOrder ? deployment with { Order = last[deployment.ModelName] } : deployment),
        ];
    }
}

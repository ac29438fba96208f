using System.Security.Cryptography;
using System.Text;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace AkashChat.Infrastructure.Catalog;

/// <summary>Reads <c>config.yaml</c> in LiteLLM's grammar: all its faults at once, each with its line.</summary>
public static class ConfigFileReader
{
    private const int MaxNameLength = 256;

    // A day. Longer waits than that are slips, and timers have an end of their own.
    private const double MaxSeconds = 86_400;

    /// <summary>Reads the text of a file.</summary>
    /// <param name="yaml">The file's text.</param>
    /// <param name="environment">Looks up <c>os.environ/NAME</c>.</param>
    public static ConfigFile Read(string yaml, Func<string, string?> environment)
    {
        var remarks = new ConfigRemarks();
        var deployments = new List<Deployment>();
        var lines = new Dictionary<Deployment, long>(ReferenceEqualityComparer.Instance);
        var modes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (ReadRoot(yaml, remarks, environment) is { } root)
        {
            foreach (var entry in root.Objects("model_list"))
            {
                if (ReadEntry(entry, modes, remarks) is { } deployment)
                {
                    deployments.Add(deployment);
                    lines[deployment] = entry.Line;
                }
            }

            root.ReportLeftOver("config.yaml", LiteLlmGrammar.TopLevel.Contains);
            CheckTogether(deployments, lines, remarks);
        }

        return new ConfigFile(
            deployments, modes, [.. remarks.Faults.OrderBy(fault => fault.Line)], [.. remarks.Warnings.OrderBy(warning => warning.Line)]);
    }

    private static YamlObject? ReadRoot(string yaml, ConfigRemarks remarks, Func<string, string?> environment)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            switch (stream.Documents)
            {
                case []:
                    return null;
                case [{ RootNode: YamlMappingNode mapping }]:
                    return new YamlObject(mapping, remarks, environment);
                default:
                    remarks.Fault(1, "the file is not one mapping with model_list in it");
                    return null;
            }
        }
        catch (Exception exception)
        {
            // The library's own exception knows the line; from broken input it throws others as well.
            remarks.Fault(exception is YamlException yamlFault ? yamlFault.Start.Line : 1, $"not valid YAML: {exception.Message}");
            return null;
        }
    }

    private static Deployment? ReadEntry(YamlObject entry, Dictionary<string, string> modes, ConfigRemarks remarks)
    {
        var name = entry.Text("model_name");
        var parameters = entry.Object("litellm_params");
        var info = entry.Object("model_info");
        entry.ReportLeftOver("model_list", _ => false);
        if (name is null)
        {
            remarks.Fault(entry.Line, "the entry has no model_name");
        }
        else if (!IsUsableName(name))
        {
            remarks.Fault(entry.LineOf("model_name"), $"model_name has more than {MaxNameLength} characters, or control characters");
        }

        if (parameters is null)
        {
            remarks.Fault(entry.Line, "the entry has no litellm_params");
            return null;
        }

        var deployment = ReadParameters(parameters, name ?? string.Empty, remarks);
        var priceOfInfo = info is null ? null : ReadPrice(info);
        if (deployment is not null)
        {
            // What stands among the parameters wins, as in LiteLLM.
            deployment = deployment with { Price = deployment.Price ?? priceOfInfo };
        }

        if (info is not null && ReadInfo(info, name, modes, remarks) is { } id)
        {
            deployment = deployment is null ? null : deployment with { Id = id };
        }

        return name is null ? null : deployment;
    }

    private static Deployment? ReadParameters(YamlObject parameters, string name, ConfigRemarks remarks)
    {
        var model = parameters.Text("model");
        var baseText = parameters.Text("api_base");
        var version = parameters.Text("api_version");
        var organization = parameters.Text("organization");
        var key = parameters.Text("api_key");
        var weight = parameters.Number("weight", 0, mayEqual: true);
        var timeout = parameters.Number("timeout", 0, mayEqual: false, MaxSeconds);
        var streamTimeout = parameters.Number("stream_timeout", 0, mayEqual: false, MaxSeconds);
        var price = ReadPrice(parameters);
        parameters.ReportLeftOver("litellm_params", LiteLlmGrammar.LiteLlmParams.Contains);
        if (key is not null && !IsVisibleAscii(key))
        {
            remarks.Fault(parameters.LineOf("api_key"), "api_key has characters that no HTTP header can carry");
        }

        if (organization is not null && !IsVisibleAscii(organization))
        {
            remarks.Fault(parameters.LineOf("organization"), "organization has characters that no HTTP header can carry");
        }

        if (model is null)
        {
            remarks.Fault(parameters.Line, "litellm_params has no model");
            return null;
        }

        if (Providers.Of(model) is not var (provider, upstreamModel))
        {
            remarks.Fault(parameters.LineOf("model"), $"the model {model} has no supported provider prefix ({Providers.Prefixes})");
            return null;
        }

        if (Providers.BaseOf(provider, baseText) is not { } fullBase)
        {
            remarks.Fault(parameters.Line, "litellm_params has no api_base");
            return null;
        }

        if (AddressOf(fullBase) is not { } address)
        {
            remarks.Fault(parameters.LineOf("api_base"), "api_base is not an http or https address without credentials, query and fragment");
            return null;
        }

        if (provider.VersionParameter is not null && version is null)
        {
            remarks.Fault(parameters.Line, "litellm_params has no api_version");
            return null;
        }

        if (provider.VersionParameter is null && version is not null)
        {
            remarks.Warning(parameters.LineOf("api_version"), $"litellm_params.api_version has no effect with {provider.Name}/");
        }

        return new Deployment
        {
            Id = IdOf(name, upstreamModel, address),
            ModelName = name,
            UpstreamModel = upstreamModel,
            BaseAddress = address,
            Provider = provider,
            ApiVersion = version,
            Organization = organization,
            Key = key is null ? null : new SecretText(key),
            Weight = weight ?? 1,
            Timeout = TimeSpan.FromSeconds(timeout ?? 600),
            StreamTimeout = TimeSpan.FromSeconds(streamTimeout ?? timeout ?? 600),
            Price = price,
        };
    }

    // Where only one of the two is said, the other costs nothing, as in LiteLLM; embeddings have no other.
    private static TokenPrice? ReadPrice(YamlObject place)
    {
        var (input, output) = (place.Price("input_cost_per_token"), place.Price("output_cost_per_token"));
        return input is null && output is null ? null : new TokenPrice(input ?? 0, output ?? 0);
    }

    private static string? ReadInfo(YamlObject info, string? name, Dictionary<string, string> modes, ConfigRemarks remarks)
    {
        var id = info.Text("id");
        var mode = info.Text("mode");
        info.ReportLeftOver("model_info", _ => true);
        if (mode is not null && !LiteLlmGrammar.Modes.Contains(mode))
        {
            remarks.Fault(info.LineOf("mode"), $"mode is none of {string.Join(", ", LiteLlmGrammar.Modes.Order())}");
        }
        else if (mode is not null && name is not null)
        {
            modes[name] = mode;
        }

        if (id is not null && (id.Length > 64 || !IsVisibleAscii(id)))
        {
            remarks.Fault(info.LineOf("id"), "id has more than 64 characters, or others than visible ASCII");
        }

        return id;
    }

    private static void CheckTogether(List<Deployment> deployments, Dictionary<Deployment, long> lines, ConfigRemarks remarks)
    {
        foreach (var group in deployments.GroupBy(deployment => deployment.ModelName, StringComparer.Ordinal))
        {
            if (group.All(deployment => deployment.Weight <= 0))
            {
                remarks.Fault(lines[group.First()], $"all deployments of {group.Key} have weight 0, so that none could ever be chosen");
            }
        }

        foreach (var twin in deployments.GroupBy(deployment => deployment.Id, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            remarks.Fault(lines[twin.Last()], $"two entries of {twin.First().ModelName} have the same id or are the same; give each a model_info.id of its own, or one a higher weight");
        }
    }

    /// <summary>Whether records can carry the name: they hold 256 characters, and databases no NUL.</summary>
    internal static bool IsUsableName(string name) => name.Length is > 0 and <= MaxNameLength && !name.Any(char.IsControl);

    /// <summary>Whether a header can carry the text.</summary>
    internal static bool IsVisibleAscii(string text) => text.All(character => character is > ' ' and <= '~');

    internal static Uri? AddressOf(string text) =>
        Uri.TryCreate(text.EndsWith('/') ? text : text + '/', UriKind.Absolute, out var address)
        && address is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" }
            ? address
            : null;

    // Public, so it must not give the address away: only a hash that stays the same over restarts.
    internal static string IdOf(string name, string upstreamModel, Uri address) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}\n{upstreamModel}\n{address}")))[..12];
}

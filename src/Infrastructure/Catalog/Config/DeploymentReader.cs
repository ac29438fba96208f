using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;

namespace AkashChat.Infrastructure.Catalog.Config;

/// <summary>Reads <c>litellm_params</c>: one deployment.</summary>
internal static class DeploymentReader
{
    /// <summary>Stands for a rank that was not said, until the whole group is known.</summary>
    internal const int NoOrder = int.MaxValue;

    private const int MaxOrder = 1_000_000;
    private const long MaxPerMinute = 1_000_000_000_000;

    /// <summary>Reads it; null: it has faults without which there is no deployment.</summary>
    public static Deployment? Read(YamlObject parameters, string name, DeploymentDefaults defaults)
    {
        var server = ServerOf(parameters, name);
        var key = Carried(parameters, "api_key");
        var organization = Carried(parameters, "organization");
        var version = Carried(parameters, "api_version");
        var weight = parameters.Number("weight", 0, mayEqual: true);
        var timeout = parameters.Seconds("timeout") ?? defaults.Timeout;
        var deployment = new Deployment
        {
            Id = server is null ? string.Empty : ConfigFileReader.IdOf(name, server.Model, server.Address),
            ModelName = name,
            UpstreamModel = server?.Model ?? string.Empty,
            BaseAddress = server?.Address ?? DemoModel.Address,
            Provider = server?.Provider ?? ProviderProfile.OpenAi,
            Key = key is null ? null : new SecretText(key),
            ApiVersion = version,
            Organization = organization,
            ExtraHeaders = HeaderReader.Read(parameters),
            Weight = weight ?? 1,
            HasWeight = weight is not null,
            Order = (int?)parameters.Whole("order", 0, MaxOrder) ?? NoOrder,
            RequestsPerMinute = parameters.Whole("rpm", 1, MaxPerMinute),
            TokensPerMinute = parameters.Whole("tpm", 1, MaxPerMinute),
            MaxParallelRequests = (int?)parameters.Whole("max_parallel_requests", 1, int.MaxValue) ?? defaults.MaxParallelRequests,
            Cooldown = parameters.Seconds("cooldown_time", mayBeZero: true),
            Tags = [.. parameters.Texts("tags").Select(tag => tag.Value)],
            Timeout = timeout,
            StreamTimeout = parameters.Seconds("stream_timeout") ?? defaults.StreamTimeout ?? timeout,
            Price = ModelInfo.PriceOf(parameters),
        };
        parameters.ReportLeftOver("litellm_params", LiteLlmGrammar.LiteLlmParams.Contains);
        return server is null ? null : deployment;
    }

    // The prefix of the model, or custom_llm_provider in its place, says what kind of server it is.
    private static Server? ServerOf(YamlObject parameters, string name)
    {
        var (model, kind, given) = (parameters.Text("model"), parameters.Text("custom_llm_provider"), parameters.Text("api_base"));
        if (model is null)
        {
            parameters.Place.Fault("litellm_params has no model");
            return null;
        }

        if (model.Contains('*', StringComparison.Ordinal) && !name.Contains('*', StringComparison.Ordinal))
        {
            parameters.PlaceOf("model").Fault("the model has a *, but model_name has none to put in its place");
        }

        var full = kind is null || model.StartsWith($"{kind}/", StringComparison.Ordinal) ? model : $"{kind}/{model}";
        if (Providers.Of(full) is not var (provider, upstreamModel))
        {
            parameters.PlaceOf("model").Fault($"the model {full} has no supported provider prefix ({Providers.Prefixes})");
            return null;
        }

        if (Providers.BaseOf(provider, given) is not { } fullBase)
        {
            parameters.Place.Fault("litellm_params has no api_base");
            return null;
        }

        if (ConfigFileReader.AddressOf(fullBase) is not { } address)
        {
            parameters.PlaceOf("api_base").Fault("api_base is not an http or https address without credentials, query and fragment");
            return null;
        }

        CheckVersion(parameters, provider);
        return new Server(provider, upstreamModel, address);
    }

    private static void CheckVersion(YamlObject parameters, ProviderProfile provider)
    {
        var isGiven = parameters.Text("api_version") is not null;
        if (provider.VersionParameter is not null && !isGiven)
        {
            parameters.Place.Fault("litellm_params has no api_version");
        }

        if (provider.VersionParameter is null && isGiven)
        {
            parameters.PlaceOf("api_version").Warning($"litellm_params.api_version has no effect with {provider.Name}/");
        }
    }

    private static string? Carried(YamlObject parameters, string key)
    {
        var text = parameters.Text(key);
        if (text is not null && !ConfigFileReader.IsVisibleAscii(text))
        {
            parameters.PlaceOf(key).Fault($"{key} has characters that no HTTP header can carry");
        }

        return text;
    }

    private sealed record Server(ProviderProfile Provider, string Model, Uri Address);
}

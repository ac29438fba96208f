using System.Collections.Frozen;
using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Catalog.Config;

/// <summary>Reads which answers are kept: <c>litellm_settings.cache</c>, <c>cache_params</c>, and what <c>akashchat_settings</c> add.</summary>
internal static class CacheReader
{
    private const string Params = "cache_params";

    private static readonly FrozenDictionary<string, string> Routes = new Dictionary<string, string>
    {
        ["completion"] = "chat/completions",
        ["text_completion"] = "completions",
        ["embedding"] = "embeddings",
        ["transcription"] = "audio/transcriptions",
        ["rerank"] = "rerank",
        ["responses"] = "responses",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Reads them.</summary>
    public static CacheRules Read(ConfigSections sections, ConfigSurroundings surroundings)
    {
        var isOn = sections.LiteLlm?.Flag("cache") ?? false;
        var parameters = sections.LiteLlm?.Object(Params);
        var inRedis = (parameters is null ? "redis" : StoreOf(parameters)) switch { "redis" => true, "local" => false, _ => (bool?)null };
        var rules = new CacheRules
        {
            IsOn = isOn && inRedis is not null,
            InRedis = inRedis == true && surroundings.HasRedis != false,
            Ttl = parameters?.Seconds("ttl") ?? CacheRules.Off.Ttl,
            OnlyOnRequest = parameters?.Word("mode", "default_on", "default_off") == "default_off",
            Routes = parameters is null ? null : RoutesOf(parameters),
            Namespace = parameters?.Text("namespace"),
            AcrossOwners = sections.Own?.Flag("cache_shared") ?? false,
            PriceShare = sections.Own?.Number("cache_price_share", 0, mayEqual: true, 1) ?? 0,
        };
        parameters?.ReportLeftOver(Params, LiteLlmGrammar.CacheParams.Contains);
        if (isOn && inRedis == true && surroundings.HasRedis == false)
        {
            sections.LiteLlm!.PlaceOf("cache").Warning("the cache is one in Redis, but REDIS_HOST is not set: each instance keeps its answers in its memory");
        }

        return rules;
    }

    // Null: one that LiteLLM has and we have not.
    private static string? StoreOf(YamlObject parameters)
    {
        const string Key = "type";
        var type = parameters.Text(Key) ?? "redis";
        if (type is "redis" or "local")
        {
            return type;
        }

        if (LiteLlmGrammar.CacheTypes.Contains(type))
        {
            parameters.PlaceOf(Key).Warning($"a cache of the type {type} is not supported here: no answer is kept");
        }
        else
        {
            parameters.PlaceOf(Key).Fault("type is neither local nor redis");
        }

        return null;
    }

    private static FrozenSet<string>? RoutesOf(YamlObject parameters)
    {
        const string Key = "supported_call_types";
        if (!parameters.Has(Key))
        {
            parameters.Ignore(Key);
            return null;
        }

        var routes = new List<string>();
        foreach (var type in parameters.Texts(Key))
        {
            // LiteLLM has each of them with an a in front for its asynchronous twin.
            if (Routes.TryGetValue(type.Value, out var route) || (type.Value.StartsWith('a') && Routes.TryGetValue(type.Value[1..], out route)))
            {
                routes.Add(route);
            }
            else
            {
                type.Place.Fault($"{Key} has no type {type.Value}; there are {string.Join(", ", Routes.Keys.Order(StringComparer.Ordinal))}, each also with an a in front");
            }
        }

        return routes.ToFrozenSet(StringComparer.Ordinal);
    }
}

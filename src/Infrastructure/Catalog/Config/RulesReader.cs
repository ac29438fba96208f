using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Catalog.Config;

/// <summary>Reads the rules by which requests find a server, from all sections.</summary>
internal static class RulesReader
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMinutes(5);

    /// <summary>Reads them.</summary>
    public static RoutingRules Read(ConfigSections sections, ModelNames names, ConfigSurroundings surroundings)
    {
        var (router, own) = (sections.Router, sections.Own);
        var standard = RoutingRules.Default;
        var retries = RetryReader.Read(sections);
        return new RoutingRules
        {
            Strategy = StrategyReader.Read(router) ?? standard.Strategy,
            StrategyOf = StrategyReader.ReadOfGroups(router, names),
            LatencyBuffer = StrategyReader.ReadBuffer(router),
            Retries = retries,
            RetriesOf = RetryReader.ReadOfGroups(sections, retries, names),
            Cooldown = RetryReader.ReadCooldown(sections),
            Fallbacks = new FallbackReader(sections, names).Read(),
            RequestTimeout = sections.LiteLlm?.Seconds("request_timeout") ?? standard.RequestTimeout,
            PreCallChecks = router?.Flag("enable_pre_call_checks") ?? standard.PreCallChecks,
            TagFiltering = router?.Flag("enable_tag_filtering") ?? standard.TagFiltering,
            MatchAnyTag = router?.Flag("tag_filtering_match_any") ?? standard.MatchAnyTag,
            Affinity = ReadAffinity(router),
            AffinityLoadBound = own?.Number("affinity_load_bound", 1, mayEqual: true, 1000) ?? standard.AffinityLoadBound,
            HedgeAfter = own?.Seconds("hedge_after"),
            HedgeShare = own?.Number("hedge_max_share", 0, mayEqual: true, 1) ?? standard.HedgeShare,
            StreamKeepAlive = own?.Seconds("stream_keepalive"),
            ProbeInterval = ReadProbes(sections.General),
            Cache = CacheReader.Read(sections, surroundings),
            Limits = new LimitReader(names, surroundings.Teams).Read(own),
        };
    }

    private static bool ReadAffinity(YamlObject? router)
    {
        const string Key = "optional_pre_call_checks";
        var affinity = false;
        foreach (var check in router?.Texts(Key) ?? [])
        {
            if (check.Value is "session_affinity" or "deployment_affinity" or "prompt_caching")
            {
                affinity = true;
            }
            else if (LiteLlmGrammar.PreCallChecks.Contains(check.Value))
            {
                check.Place.Warning($"{Key}: {check.Value} is not supported here and has no effect");
            }
            else
            {
                check.Place.Fault($"{Key} has no check {check.Value}");
            }
        }

        return affinity;
    }

    private static TimeSpan? ReadProbes(YamlObject? general)
    {
        const string Interval = "health_check_interval";
        var interval = general?.Seconds(Interval);
        if (general?.Flag("background_health_checks") == true)
        {
            return interval ?? ProbeInterval;
        }

        if (interval is not null)
        {
            general!.PlaceOf(Interval).Warning($"general_settings.{Interval} has no effect without background_health_checks: true");
        }

        return null;
    }
}

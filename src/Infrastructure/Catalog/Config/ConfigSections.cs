namespace AkashChat.Infrastructure.Catalog.Config;

/// <summary>The sections of settings; each stands in one file only.</summary>
internal sealed class ConfigSections
{
    private ConfigSections(YamlObject? router, YamlObject? liteLlm, YamlObject? general, YamlObject? own) =>
        (Router, LiteLlm, General, Own) = (router, liteLlm, general, own);

    /// <summary><c>router_settings</c>.</summary>
    public YamlObject? Router { get; }

    /// <summary><c>litellm_settings</c>.</summary>
    public YamlObject? LiteLlm { get; }

    /// <summary><c>general_settings</c>.</summary>
    public YamlObject? General { get; }

    /// <summary><c>akashchat_settings</c>: what only we have.</summary>
    public YamlObject? Own { get; }

    /// <summary>Finds them.</summary>
    public static ConfigSections Of(IReadOnlyList<YamlObject> roots) => new(
        Section(roots, "router_settings"), Section(roots, "litellm_settings"), Section(roots, "general_settings"), Section(roots, "akashchat_settings"));

    /// <summary>Whichever of the two sections says it; what <c>router_settings</c> say counts.</summary>
    public YamlObject? Holder(string key)
    {
        if (Router?.Has(key) != true)
        {
            return LiteLlm?.Has(key) == true ? LiteLlm : null;
        }

        if (LiteLlm?.Has(key) == true)
        {
            LiteLlm.Ignore(key);
            LiteLlm.PlaceOf(key).Warning($"litellm_settings.{key} has no effect, because router_settings say it too");
        }

        return Router;
    }

    /// <summary>Reports what nobody read.</summary>
    public void ReportLeftOver()
    {
        // Said in one of the two sections and without a value.
        Router?.Ignore(Shared);
        LiteLlm?.Ignore(Shared);
        Router?.ReportLeftOver("router_settings", LiteLlmGrammar.RouterSettings.Contains);
        LiteLlm?.ReportLeftOver("litellm_settings", LiteLlmGrammar.LiteLlmSettings.Contains);
        General?.ReportLeftOver("general_settings", LiteLlmGrammar.GeneralSettings.Contains);
        Own?.ReportLeftOver("akashchat_settings", _ => false);
    }

    private static readonly string[] Shared =
    [
        "num_retries", "allowed_fails", "fallbacks", "context_window_fallbacks", "content_policy_fallbacks", "default_fallbacks",
    ];

    // LiteLLM would let the included section replace the whole other one; which of the two is meant, nobody can know.
    private static YamlObject? Section(IReadOnlyList<YamlObject> roots, string name)
    {
        YamlObject? found = null;
        foreach (var root in roots)
        {
            if (root.Object(name) is not { } section)
            {
                continue;
            }

            if (found is not null)
            {
                root.PlaceOf(name).Fault($"{name} stand in another file too; put them into one");
            }

            found ??= section;
        }

        return found;
    }
}

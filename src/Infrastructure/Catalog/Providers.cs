using System.Collections.Frozen;
using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Catalog;

/// <summary>The kinds of servers, by the prefix of <c>litellm_params.model</c>. A further one is a line here.</summary>
/// <remarks>
/// <para>Addresses are LiteLLM's where it has the same prefix, else from public lists; none was called from here. Least certain, so that
/// giving <c>api_base</c> is the safer way: <c>akash</c>, <c>akashml</c>, <c>friendliai</c>, <c>meta_llama</c>, <c>sambanova</c>.</para>
/// <para><c>azure</c> is the API by deployments; Azure's newer one, <c>https://NAME.openai.azure.com/openai/v1</c>, is one for <c>openai/</c>.
/// <c>anthropic</c> and <c>gemini</c> are their OpenAI-compatible endpoints. Mistral answers a stream that asks for usage with 422
/// (extra_forbidden), and reports it in the last event anyway.</para>
/// </remarks>
internal static class Providers
{
    private const string Local = "http://127.0.0.1";

    private static readonly ProviderProfile[] Table =
    [
        ProviderProfile.OpenAi,
        new("custom_openai"),
        new("openai_like"),
        new("text-completion-openai") { DefaultBase = ProviderProfile.OpenAi.DefaultBase },
        new("litellm_proxy"),

        // Servers of one's own.
        new("hosted_vllm"),
        new("vllm"),
        new("sglang"),
        new("llamafile") { DefaultBase = $"{Local}:8080/v1" },
        new("llama_cpp") { DefaultBase = $"{Local}:8080/v1", BaseEnd = "v1" },
        new("lm_studio") { DefaultBase = $"{Local}:1234/v1", BaseEnd = "v1" },
        new("ollama") { DefaultBase = $"{Local}:11434/v1", BaseEnd = "v1" },
        new("ollama_chat") { DefaultBase = $"{Local}:11434/v1", BaseEnd = "v1" },
        new("huggingface") { DefaultBase = "https://router.huggingface.co/v1", BaseEnd = "v1" },
        new("tgi") { BaseEnd = "v1" },

        // Services.
        new("azure")
        {
            KeyHeader = "api-key",
            KeyScheme = string.Empty,
            Path = $"openai/deployments/{ProviderProfile.ModelPlace}/{ProviderProfile.RoutePlace}",
            PathOf = new Dictionary<string, string> { ["responses"] = $"openai/{ProviderProfile.RoutePlace}" }.ToFrozenDictionary(),
            VersionParameter = "api-version",
        },
        new("akash") { DefaultBase = "https://chatapi.akash.network/api/v1" },
        new("akashml") { DefaultBase = "https://api.akashml.com/v1" },
        new("anthropic") { DefaultBase = "https://api.anthropic.com/v1", BaseEnd = "v1" },
        new("cerebras") { DefaultBase = "https://api.cerebras.ai/v1" },
        new("codestral") { DefaultBase = "https://codestral.mistral.ai/v1", TakesStreamOptions = false },
        new("deepinfra") { DefaultBase = "https://api.deepinfra.com/v1/openai" },
        new("deepseek") { DefaultBase = "https://api.deepseek.com/v1" },
        new("fireworks_ai") { DefaultBase = "https://api.fireworks.ai/inference/v1" },
        new("friendliai") { DefaultBase = "https://api.friendli.ai/serverless/v1" },
        new("gemini") { DefaultBase = "https://generativelanguage.googleapis.com/v1beta/openai" },
        new("groq") { DefaultBase = "https://api.groq.com/openai/v1" },
        new("meta_llama") { DefaultBase = "https://api.llama.com/compat/v1" },
        new("mistral") { DefaultBase = "https://api.mistral.ai/v1", TakesStreamOptions = false },
        new("nvidia_nim") { DefaultBase = "https://integrate.api.nvidia.com/v1" },
        new("openrouter") { DefaultBase = "https://openrouter.ai/api/v1" },
        new("perplexity") { DefaultBase = "https://api.perplexity.ai" },
        new("sambanova") { DefaultBase = "https://api.sambanova.ai/v1" },
        new("together_ai") { DefaultBase = "https://api.together.xyz/v1" },
        new("xai") { DefaultBase = "https://api.x.ai/v1" },
    ];

    private static readonly FrozenDictionary<string, ProviderProfile> ByPrefix = Table.ToFrozenDictionary(profile => profile.Name, StringComparer.Ordinal);

    /// <summary>All prefixes with their slash, for whoever wrote one that is none of them.</summary>
    internal static string Prefixes => string.Join(", ", Table.Select(profile => $"{profile.Name}/").Order(StringComparer.Ordinal));

    /// <summary>The profile that a model's prefix names, and the model's name behind it; null: none does, or no name follows.</summary>
    internal static (ProviderProfile Profile, string Model)? Of(string model)
    {
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < model.Length - 1 && ByPrefix.TryGetValue(model[..slash], out var profile) ? (profile, model[(slash + 1)..]) : null;
    }

    /// <summary>The base address: the given one, or the profile's own; null: there is neither.</summary>
    internal static string? BaseOf(ProviderProfile profile, string? given)
    {
        if (given is null || profile.BaseEnd is not { } end)
        {
            return given ?? profile.DefaultBase;
        }

        var trimmed = given.TrimEnd('/');
        return trimmed.EndsWith($"/{end}", StringComparison.Ordinal) ? trimmed : $"{trimmed}/{end}";
    }
}

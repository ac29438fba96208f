using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Catalog.Config;

/// <summary>What <c>model_info</c> says of one deployment.</summary>
internal sealed record ModelInfo(string? Id, string? Mode, TokenPrice? Price, ModelCapabilities Capabilities, bool CacheShared)
{
    private const int MaxTokens = 1_000_000_000;
    private const int MaxIdLength = 64;

    /// <summary>Nothing.</summary>
    public static readonly ModelInfo None = new(null, null, null, ModelCapabilities.Unknown, false);

    /// <summary>Reads it.</summary>
    public static ModelInfo Read(YamlObject info)
    {
        var id = info.Text("id");
        if (id is not null && (id.Length > MaxIdLength || !ConfigFileReader.IsVisibleAscii(id)))
        {
            info.PlaceOf("id").Fault($"id has more than {MaxIdLength} characters, or others than visible ASCII");
        }

        // LiteLLM's older name of the longest answer.
        var (maxTokens, maxOutput) = (info.Whole("max_tokens", 1, MaxTokens), info.Whole("max_output_tokens", 1, MaxTokens));
        var result = new ModelInfo(
            id,
            info.Word("mode", LiteLlmGrammar.Modes),
            PriceOf(info),
            new ModelCapabilities
            {
                MaxInputTokens = (int?)info.Whole("max_input_tokens", 1, MaxTokens),
                MaxOutputTokens = (int?)(maxOutput ?? maxTokens),
                Vision = info.Flag("supports_vision"),
                Tools = info.Flag("supports_function_calling"),
            },
            info.Flag("cache_shared") ?? false);
        info.ReportLeftOver("model_info", _ => true);
        return result;
    }

    /// <summary>A price; where only one of the two is said, the other costs nothing, as in LiteLLM; embeddings have no other.</summary>
    public static TokenPrice? PriceOf(YamlObject place)
    {
        var (input, output) = (place.Price("input_cost_per_token"), place.Price("output_cost_per_token"));
        return input is null && output is null ? null : new TokenPrice(input ?? 0, output ?? 0);
    }

    /// <summary>The deployment with it; a price that stands among the parameters wins, as in LiteLLM.</summary>
    public Deployment AddTo(Deployment deployment) => deployment with
    {
        Id = Id ?? deployment.Id,
        Price = deployment.Price ?? Price,
        Capabilities = Capabilities,
        CacheShared = CacheShared,
    };
}

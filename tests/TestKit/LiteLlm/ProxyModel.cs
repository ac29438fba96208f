namespace AkashChat.TestKit.LiteLlm;

/// <summary>A model that the proxy offers.</summary>
/// <param name="Name">The name callers use.</param>
/// <param name="Mode">chat, completion, embedding, …</param>
/// <param name="InputPrice">The price of a prompt token.</param>
/// <param name="OutputPrice">The price of a completion token.</param>
public sealed record ProxyModel(string Name, string Mode = "chat", double InputPrice = 0.000_001, double OutputPrice = 0.000_002)
{
    /// <summary>Who serves it.</summary>
    public string Provider { get; init; } = "openai";

    /// <summary>The most tokens of a prompt; null: unknown.</summary>
    public int? MaxInputTokens { get; init; } = 8192;

    /// <summary>The most tokens of an answer; null: unknown.</summary>
    public int? MaxOutputTokens { get; init; } = 4096;

    /// <summary>The deployment's id.</summary>
    public string Id => KeyText.HashOf($"deployment of {Name}");

    /// <summary>What is there unless a test says otherwise.</summary>
    public static IReadOnlyList<ProxyModel> Usual { get; } =
        [new("gpt-4o"), new("llama-3"), new("free-model", InputPrice: 0, OutputPrice: 0), new("text-embed", "embedding", OutputPrice: 0)];
}

namespace AkashChat.Domain.Catalog;

/// <summary>How a kind of OpenAI-compatible server wants to be spoken to: all that differs from OpenAI's own, as data.</summary>
/// <param name="Name">The prefix in <c>litellm_params.model</c>, without its slash.</param>
public sealed record ProviderProfile(string Name)
{
    /// <summary>OpenAI itself.</summary>
    public static readonly ProviderProfile OpenAi = new("openai") { DefaultBase = "https://api.openai.com/v1" };

    /// <summary>The base address where none is given; null: one must be.</summary>
    public string? DefaultBase { get; init; }

    /// <summary>The header that carries our key.</summary>
    public string KeyHeader { get; init; } = "Authorization";

    /// <summary>What stands before the key in that header.</summary>
    public string KeyScheme { get; init; } = "Bearer ";
}

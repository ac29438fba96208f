namespace AkashChat.Domain.Catalog;

/// <summary>The language in which a model server is asked and answers.</summary>
public enum ProviderProtocol
{
    /// <summary>OpenAI's: the caller's bytes go through as they are.</summary>
    OpenAi,
}

namespace AkashChat.Domain.Common;

/// <summary>A secret from the settings, such as a password of ours at another service. It prints masked, so that it cannot stray into a log.</summary>
/// <param name="text">The secret in clear.</param>
public sealed class SecretText(string text)
{
    /// <summary>The secret in clear, for the one service that it opens.</summary>
    public string Reveal() => text;

    /// <inheritdoc/>
    public override string ToString() => "(secret)";
}

namespace AkashChat.Domain.Catalog;

/// <summary>The secret that opens a model server to us. It prints masked, so that it cannot stray into a log.</summary>
public sealed class UpstreamKey
{
    private readonly string _text;

    /// <summary>Wraps the secret.</summary>
    public UpstreamKey(string text) => _text = text;

    /// <summary>The secret in clear, for the Authorization header to its server alone.</summary>
    public string Reveal() => _text;

    /// <inheritdoc/>
    public override string ToString() => "(upstream key)";
}

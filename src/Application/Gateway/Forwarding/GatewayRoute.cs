namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>A route that is forwarded to model servers.</summary>
/// <param name="Path">The path behind <c>/v1/</c>, on our side as on the server's.</param>
/// <param name="CanStream">Whether the caller may ask for a stream.</param>
public sealed record GatewayRoute(string Path, bool CanStream)
{
    /// <summary>Chat completions.</summary>
    public static readonly GatewayRoute ChatCompletions = new("chat/completions", CanStream: true);

    /// <summary>Text completions, the older way.</summary>
    public static readonly GatewayRoute Completions = new("completions", CanStream: true);

    /// <summary>Embeddings.</summary>
    public static readonly GatewayRoute Embeddings = new("embeddings", CanStream: false);

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<GatewayRoute> All = [ChatCompletions, Completions, Embeddings];
}

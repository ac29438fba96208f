namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Bounds of what the gateway reads into memory.</summary>
public sealed record GatewayOptions
{
    /// <summary>The largest request body, in bytes. Room for a few pictures in base64.</summary>
    public int MaxBodyBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>The largest plain answer, in bytes; streams have no bound. A batch of 2,048 embeddings has about 40 MB.</summary>
    public int MaxAnswerBytes { get; init; } = 64 * 1024 * 1024;
}

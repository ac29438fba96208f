using System.Collections.Immutable;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>A route that is forwarded to model servers.</summary>
/// <param name="Path">The path behind <c>/v1/</c>, on our side as on the server's.</param>
/// <param name="CanStream">Whether the caller may ask for a stream of events.</param>
public sealed record GatewayRoute(string Path, bool CanStream)
{
    /// <summary>Chat completions.</summary>
    public static readonly GatewayRoute ChatCompletions = new("chat/completions", CanStream: true) { WritesText = true, ReportsUsageOnRequest = true };

    /// <summary>Text completions, the older way.</summary>
    public static readonly GatewayRoute Completions = new("completions", CanStream: true) { WritesText = true, ReportsUsageOnRequest = true };

    /// <summary>Embeddings.</summary>
    public static readonly GatewayRoute Embeddings = new("embeddings", CanStream: false);

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<GatewayRoute> All = [ChatCompletions, Completions, Embeddings];

    /// <summary>Whether its answers are text that a model wrote, so that their length tells of tokens.</summary>
    public bool WritesText { get; init; }

    /// <summary>Whether a stream reports its usage only if <c>stream_options.include_usage</c> asks for it.</summary>
    public bool ReportsUsageOnRequest { get; init; }

    /// <summary>Whether the request is a form with files (<c>multipart/form-data</c>); else it is JSON.</summary>
    public bool TakesForm { get; init; }

    /// <summary>Whether the answer may be something else than JSON, such as sound: it is then passed on as it comes.</summary>
    public bool AnswersBytes { get; init; }

    /// <summary>The types of the events that a stream which ended well may end with; empty: it ends with <c>[DONE]</c>.</summary>
    public ImmutableArray<string> FinalEvents { get; init; } = [];
}

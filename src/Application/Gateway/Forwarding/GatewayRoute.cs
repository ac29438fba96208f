using System.Collections.Immutable;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>A route that is forwarded to model servers.</summary>
/// <param name="Path">The path behind <c>/v1/</c>, on our side as on the server's.</param>
/// <param name="CanStream">Whether the caller may ask for a stream of events.</param>
public sealed record GatewayRoute(string Path, bool CanStream)
{
    /// <summary>Chat completions.</summary>
    public static readonly GatewayRoute ChatCompletions = new("chat/completions", CanStream: true)
    {
        WritesText = true,
        ReportsUsageOnRequest = true,
        BoundMember = "max_tokens",
    };

    /// <summary>Text completions, the older way.</summary>
    public static readonly GatewayRoute Completions = new("completions", CanStream: true)
    {
        WritesText = true,
        ReportsUsageOnRequest = true,
        BoundMember = "max_tokens",
        TakesPrompts = true,
    };

    /// <summary>Embeddings.</summary>
    public static readonly GatewayRoute Embeddings = new("embeddings", CanStream: false) { TakesPrompts = true };

    /// <summary>Responses, OpenAI's newer way of conversations.</summary>
    public static readonly GatewayRoute Responses = new("responses", CanStream: true)
    {
        WritesText = true,
        BoundMember = "max_output_tokens",
        FinalEvents = ["response.completed", "response.incomplete"],
        FailedEvents = ["response.failed", "error"],
    };

    /// <summary>Whether texts or pictures are harmful.</summary>
    public static readonly GatewayRoute Moderations = new("moderations", CanStream: false) { DefaultModel = "omni-moderation-latest", TakesPrompts = true };

    /// <summary>Pictures from a text.</summary>
    public static readonly GatewayRoute ImageGenerations = new("images/generations", CanStream: true)
    {
        FinalEvents = ["image_generation.completed"],
        FailedEvents = ["error"],
    };

    /// <summary>Pictures from pictures and a text.</summary>
    public static readonly GatewayRoute ImageEdits = new("images/edits", CanStream: true)
    {
        TakesForm = true,
        FinalEvents = ["image_edit.completed"],
        FailedEvents = ["error"],
    };

    /// <summary>Variations of a picture.</summary>
    public static readonly GatewayRoute ImageVariations = new("images/variations", CanStream: false) { TakesForm = true };

    /// <summary>Speech from a text. Its stream is one of sound, or of events if <c>stream_format</c> asks for them.</summary>
    public static readonly GatewayRoute Speech = new("audio/speech", CanStream: false)
    {
        AnswersBytes = true,
        FinalEvents = ["speech.audio.done"],
        FailedEvents = ["error"],
    };

    /// <summary>Text from speech.</summary>
    public static readonly GatewayRoute Transcriptions = new("audio/transcriptions", CanStream: true)
    {
        TakesForm = true,
        AnswersBytes = true,
        WritesText = true,
        FinalEvents = ["transcript.text.done"],
        FailedEvents = ["error"],
    };

    /// <summary>English text from speech.</summary>
    public static readonly GatewayRoute Translations = new("audio/translations", CanStream: false) { TakesForm = true, AnswersBytes = true, WritesText = true };

    /// <summary>Documents by how well they fit a question.</summary>
    public static readonly GatewayRoute Rerank = new("rerank", CanStream: false);

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<GatewayRoute> All =
    [
        ChatCompletions, Completions, Embeddings, Responses, Moderations, ImageGenerations, ImageEdits, ImageVariations,
        Speech, Transcriptions, Translations, Rerank,
    ];

    /// <summary>Whether its answers are text that a model wrote, so that their length tells of tokens.</summary>
    public bool WritesText { get; init; }

    /// <summary>Whether a stream reports its usage only if <c>stream_options.include_usage</c> asks for it.</summary>
    public bool ReportsUsageOnRequest { get; init; }

    /// <summary>Whether one request may have a list of prompts, each of which is answered by itself.</summary>
    public bool TakesPrompts { get; init; }

    /// <summary>The member that bounds the length of an answer; null: there is none.</summary>
    public string? BoundMember { get; init; }

    /// <summary>Whether the request is a form with files (<c>multipart/form-data</c>); else it is JSON.</summary>
    public bool TakesForm { get; init; }

    /// <summary>Whether the answer may be something else than JSON, such as sound: it is then passed on as it comes.</summary>
    public bool AnswersBytes { get; init; }

    /// <summary>The types of the events that a stream which ended well may end with; it may always end with <c>[DONE]</c>, and without such types it must.</summary>
    public ImmutableArray<string> FinalEvents { get; init; } = [];

    /// <summary>The types of the events by which the server ends a stream and says that it failed.</summary>
    public ImmutableArray<string> FailedEvents { get; init; } = [];

    /// <summary>The model of a request that names none; null: it must name one.</summary>
    public string? DefaultModel { get; init; }
}

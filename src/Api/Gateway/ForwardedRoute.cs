using AkashChat.Api.Swagger;
using AkashChat.Application.Gateway.Forwarding;

namespace AkashChat.Api.Gateway;

/// <summary>A route that is forwarded to model servers, and how it is described.</summary>
/// <param name="Route">The route.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Example">A request and its answer.</param>
internal sealed record ForwardedRoute(GatewayRoute Route, string Summary, OpenApiExample Example)
{
    /// <summary>All of them.</summary>
    internal static readonly IReadOnlyList<ForwardedRoute> All =
    [
        new(GatewayRoute.ChatCompletions, "Answers a conversation, whole or as a stream.", GatewayExamples.ChatCompletions),
        new(GatewayRoute.Completions, "Continues a text, whole or as a stream.", GatewayExamples.Completions),
        new(GatewayRoute.Embeddings, "Turns texts into vectors.", GatewayExamples.Embeddings),
        new(GatewayRoute.Responses, "Answers a conversation in OpenAI's newer way, whole or as a stream. Answers are not kept for later requests by id.", GatewayExamples.Responses),
        new(GatewayRoute.Moderations, "Tells whether texts or pictures are harmful.", GatewayExamples.Moderations),
        new(GatewayRoute.ImageGenerations, "Makes pictures from a text.", MediaExamples.ImageGenerations),
        new(GatewayRoute.ImageEdits, "Changes pictures as a text says.", MediaExamples.ImageEdits),
        new(GatewayRoute.ImageVariations, "Makes variations of a picture.", MediaExamples.ImageVariations),
        new(GatewayRoute.Speech, "Speaks a text; the sound comes as it is made.", MediaExamples.Speech),
        new(GatewayRoute.Transcriptions, "Writes down what is said in a sound file, whole or as a stream.", MediaExamples.Transcriptions),
        new(GatewayRoute.Translations, "Writes down in English what is said in a sound file.", MediaExamples.Translations),
        new(GatewayRoute.Rerank, "Sorts documents by how well they fit a question.", GatewayExamples.Rerank),
    ];
}

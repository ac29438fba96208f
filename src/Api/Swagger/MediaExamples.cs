namespace AkashChat.Api.Swagger;

/// <summary>The examples of the forwarded routes for pictures and sound.</summary>
internal static class MediaExamples
{
    private const string Picture = """{"created":1790000000,"data":[{"b64_json":"iVBORw0KGgo="}],"usage":{"input_tokens":9,"output_tokens":196,"total_tokens":205}}""";
    private const string Transcript = """{"text":"Good morning.","usage":{"type":"duration","seconds":2}}""";

    internal static readonly OpenApiExample ImageGenerations = new(
        """{"model":"akashchat-demo","prompt":"A lighthouse at dawn","size":"1024x1024"}""", Picture, ["model", "prompt"], CanStream: true);

    internal static readonly OpenApiExample ImageEdits = new(
        """{"model":"akashchat-demo","prompt":"Make it night"}""", Picture, ["model", "prompt", "image"], CanStream: true)
    {
        Files = ["image", "mask"],
    };

    internal static readonly OpenApiExample ImageVariations = new("""{"model":"akashchat-demo","n":"1"}""", Picture, ["model", "image"], CanStream: false)
    {
        Files = ["image"],
    };

    internal static readonly OpenApiExample Speech = new(
        """{"model":"akashchat-demo","input":"Good morning.","voice":"alloy","response_format":"mp3"}""", null, ["model", "input", "voice"], CanStream: true)
    {
        ResponseType = "audio/mpeg",
    };

    internal static readonly OpenApiExample Transcriptions = new(
        """{"model":"akashchat-demo","response_format":"json"}""", Transcript, ["model", "file"], CanStream: true)
    {
        Files = ["file"],
        ResponseType = "text/plain",
    };

    internal static readonly OpenApiExample Translations = new(
        """{"model":"akashchat-demo","response_format":"json"}""", Transcript, ["model", "file"], CanStream: false)
    {
        Files = ["file"],
        ResponseType = "text/plain",
    };
}

namespace AkashChat.Api.Swagger;

/// <summary>What a forwarded route's request and answer look like, in JSON.</summary>
/// <param name="Request">A request that works as it stands, with a model of that name; of a form, its fields without the files.</param>
/// <param name="Response">An answer to it; null: it is no JSON.</param>
/// <param name="Required">The fields that a request must have.</param>
/// <param name="CanStream">Whether the answer can be a stream.</param>
internal sealed record OpenApiExample(string Request, string? Response, IReadOnlyList<string> Required, bool CanStream)
{
    /// <summary>The fields of a form that are files; empty: the request is JSON.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The type of an answer that is no JSON.</summary>
    public string? ResponseType { get; init; }
}

namespace AkashChat.Api.Swagger;

/// <summary>What a forwarded route's request and answer look like, in JSON.</summary>
/// <param name="Request">A request that works as it stands, with a model of that name.</param>
/// <param name="Response">An answer to it.</param>
/// <param name="Required">The fields that a request must have.</param>
/// <param name="CanStream">Whether the answer can be a stream.</param>
internal sealed record OpenApiExample(string Request, string Response, IReadOnlyList<string> Required, bool CanStream);

namespace AkashChat.Web.Common;

/// <summary>Tells visitors where the API is.</summary>
public static class ApiAddress
{
    /// <summary>The base address that OpenAI clients are given, as this visitor reaches the server.</summary>
    public static string ApiBaseUrl(this HttpRequest request) =>
        $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}/v1";
}

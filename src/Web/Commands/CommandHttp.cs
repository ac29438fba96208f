namespace AkashChat.Web.Commands;

/// <summary>HTTP for commands that speak to a running server.</summary>
internal static class CommandHttp
{
    internal static HttpClient CreateClient(Uri server) => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        BaseAddress = new Uri(server.AbsoluteUri.EndsWith('/') ? server.AbsoluteUri : server.AbsoluteUri + '/'),
        Timeout = TimeSpan.FromSeconds(15),
    };
}

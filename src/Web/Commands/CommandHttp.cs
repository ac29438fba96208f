using System.CommandLine;
using AkashChat.Infrastructure.Settings;

namespace AkashChat.Web.Commands;

/// <summary>HTTP for commands that speak to a running server.</summary>
internal static class CommandHttp
{
    /// <summary>The option <c>--url</c>; what is no address is refused when the command line is read.</summary>
    internal static Option<Uri> UrlOption(Func<string> standard) => new("--url")
    {
        Description = "The server's address.",
        DefaultValueFactory = _ => Uri.TryCreate(standard(), UriKind.Absolute, out var url)
            ? url
            : throw new StartupException($"{standard()} is not an address", [$"correct {SettingNames.Port}, or give --url"]),
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https"))
            {
                return url;
            }

            result.AddError("--url is not an address such as http://127.0.0.1:8080");
            return null;
        },
    };

    internal static HttpClient CreateClient(Uri server) => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        BaseAddress = new Uri(server.AbsoluteUri.EndsWith('/') ? server.AbsoluteUri : server.AbsoluteUri + '/'),
        Timeout = TimeSpan.FromSeconds(15),
    };
}

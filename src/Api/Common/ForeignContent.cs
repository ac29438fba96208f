using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Common;

/// <summary>Lets one page show what another server delivers; every other page goes on trusting nobody but us.</summary>
public static class ForeignContent
{
    /// <summary>Extends the content security policy of this answer.</summary>
    /// <param name="response">The answer, before its body begins.</param>
    /// <param name="sources">Where scripts and frames may come from, and whom scripts may ask.</param>
    /// <param name="styles">Where style sheets may come from, besides.</param>
    public static void Allow(this HttpResponse response, IReadOnlyList<string> sources, IReadOnlyList<string> styles)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(styles);
        var policy = response.Headers.ContentSecurityPolicy.ToString()
            .Replace("script-src 'self'", Join("script-src 'self'", sources), StringComparison.Ordinal)
            .Replace("connect-src 'self'", Join("connect-src 'self'", sources), StringComparison.Ordinal)
            .Replace("style-src 'self'", Join("style-src 'self'", styles), StringComparison.Ordinal);
        response.Headers.ContentSecurityPolicy = $"{policy}; {Join("frame-src", sources)}";
    }

    private static string Join(string directive, IReadOnlyList<string> sources) => string.Join(' ', [directive, .. sources]);
}

using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Gateway.Proxy;

/// <summary>Tells which paths go to the proxy: those under <c>/v1/</c> that are for models, however they are written.</summary>
internal static class ProxyPath
{
    // A path that is still not plain after so many rounds is nobody's honest one.
    private const int MaxDecodings = 4;

    // Where LiteLLM administers, at its root: none of it is under /v1 today but model/info, and none of it is to be.
    private static readonly FrozenSet<string> Management = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "key", "user", "team", "organization", "customer", "end_user", "budget", "spend", "global", "model", "model_group", "access_group",
        "config", "get", "credentials", "cache", "health", "utils", "provider", "router", "fallback", "fallbacks", "settings", "active", "sso",
        "invitation", "onboarding", "tag", "project", "audit", "login", "ui", "metrics", "memory-usage", "memory-usage-in-mem-cache", "routes",
        "public", "mcp", "agents", "jwt", "guardrails", "policies", "policy", "prompts", "scim", "callbacks", "alerting", "add", "update", "delete", "debug", "test");

    /// <summary>Reads a request's path.</summary>
    /// <param name="path">The path as the server has tidied it up, with or without <c>/api</c> before <c>/v1</c>.</param>
    /// <param name="target">What stood in the request line, query included.</param>
    /// <param name="forwarded">The path at the proxy, encoded.</param>
    /// <returns>Whether it goes there.</returns>
    internal static bool TryRead(PathString path, string target, out string forwarded)
    {
        var tidied = WithoutApi(path);
        forwarded = tidied.ToUriComponent();
        if (!IsForModels(tidied))
        {
            return false;
        }

        // As it was sent, if that says the same: in the tidied one, an encoded slash and a twice encoded one look alike.
        var written = target.Split('?', 2)[0];
        if (written.StartsWith('/') && !written.AsSpan().ContainsAny('\\', '#') && WithoutApi(new PathString(written)) is var raw && IsForModels(raw))
        {
            forwarded = raw.Value!;
        }

        return true;
    }

    private static PathString WithoutApi(PathString path) => path.StartsWithSegments("/api", out var rest) ? rest : path;

    private static bool IsForModels(PathString path)
    {
        if (!path.StartsWithSegments("/v1", StringComparison.Ordinal, out var route) || !TryDecode(route.Value ?? string.Empty, out var plain))
        {
            return false;
        }

        // Whatever stands in between may take backslashes for slashes, and two slashes for one.
        var segments = plain.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        // LiteLLM has some of these under a version of their own.
        var first = segments.FirstOrDefault(segment => segment is not ['v' or 'V', >= '0' and <= '9']);
        return segments.Length > 0 && (first is null || !Management.Contains(first)) && !segments.Any(segment => segment is "." or "..");
    }

    private static bool TryDecode(string text, out string plain)
    {
        for (var round = 0; round < MaxDecodings; round++)
        {
            plain = Uri.UnescapeDataString(text);
            if (plain == text)
            {
                return !plain.Any(char.IsControl);
            }

            text = plain;
        }

        plain = text;
        return false;
    }
}

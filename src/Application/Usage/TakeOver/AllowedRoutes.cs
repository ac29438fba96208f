namespace AkashChat.Application.Usage.TakeOver;

/// <summary>How much of our model routes a key may call that was restricted to some routes.</summary>
internal enum RouteScope
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>Some of them, which we cannot express.</summary>
    Some,

    /// <summary>None: it is for management alone.</summary>
    None,
}

/// <summary>Reads <c>allowed_routes</c>: paths, beginnings of paths, patterns that end with a star, names of groups.</summary>
internal static class AllowedRoutes
{
    private static readonly string[] Groups = ["llm_api_routes", "openai_routes"];
    private static readonly string[] OurPaths =
    [
        "/chat/completions", "/completions", "/embeddings", "/responses", "/moderations", "/images/generations", "/images/edits",
        "/images/variations", "/audio/speech", "/audio/transcriptions", "/audio/translations", "/rerank",
    ];

    internal static RouteScope Of(IReadOnlyList<string> routes)
    {
        if (routes.Count == 0 || routes.Any(Groups.Contains))
        {
            return RouteScope.All;
        }

        var allowed = OurPaths.Count(path => routes.Any(route => Covers(route, path) || Covers(route, "/v1" + path)));
        return allowed == OurPaths.Length ? RouteScope.All : allowed == 0 ? RouteScope.None : RouteScope.Some;
    }

    private static bool Covers(string route, string path) =>
        route.EndsWith('*')
            ? path.StartsWith(route[..^1], StringComparison.Ordinal)
            : path == route || path.StartsWith(route + "/", StringComparison.Ordinal);
}

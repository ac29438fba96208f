namespace AkashChat.Application.Gateway.Caching;

/// <summary>What a request says about kept answers: the body's <c>cache</c> member, in LiteLLM's words, and the <c>Cache-Control</c> header.</summary>
public sealed record CacheControls
{
    /// <summary>The request says nothing.</summary>
    public static readonly CacheControls None = new();

    /// <summary>No kept answer will do (<c>no-cache</c>); the new one may be kept.</summary>
    public bool NoCache { get; init; }

    /// <summary>The answer must not be kept (<c>no-store</c>).</summary>
    public bool NoStore { get; init; }

    /// <summary>How long the answer is kept (<c>ttl</c>); null: as long as the rules say.</summary>
    public TimeSpan? Ttl { get; init; }

    /// <summary>How old a kept answer may be (<c>s-maxage</c>, <c>s-max-age</c>); null: any age.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Takes the place of the rules' own namespace (<c>namespace</c>); null: it stays.</summary>
    public string? Namespace { get; init; }

    /// <summary>Whether the request wants to take part (<c>use-cache</c>); null: as the rules say.</summary>
    public bool? UseCache { get; init; }

    /// <summary>Adds what a <c>Cache-Control</c> header says; of its directives <c>no-cache</c> and <c>no-store</c> count.</summary>
    /// <param name="header">The header's value; null: there is none.</param>
    public CacheControls With(string? header)
    {
        var (noCache, noStore) = (NoCache, NoStore);
        foreach (var directive in (header ?? string.Empty).Split(',', StringSplitOptions.TrimEntries))
        {
            noCache |= directive.Equals("no-cache", StringComparison.OrdinalIgnoreCase);
            noStore |= directive.Equals("no-store", StringComparison.OrdinalIgnoreCase);
        }

        return noCache == NoCache && noStore == NoStore ? this : this with { NoCache = noCache, NoStore = noStore };
    }
}

namespace AkashChat.Infrastructure.Catalog;

/// <summary>What a configuration is read against.</summary>
/// <param name="Environment">Looks up <c>os.environ/NAME</c>.</param>
public sealed record ConfigSurroundings(Func<string, string?> Environment)
{
    /// <summary>Whether a server offers further models, whose names the file may use without naming their servers.</summary>
    public bool HasUpstream { get; init; }

    /// <summary>Whether there is a Redis; null: not known.</summary>
    public bool? HasRedis { get; init; }

    /// <summary>The names of the teams; null: not known.</summary>
    public IReadOnlyList<string>? Teams { get; init; }
}

using System.Collections.Frozen;

namespace AkashChat.Domain.Catalog;

/// <summary>How often a failed attempt is repeated within a group, by what went wrong.</summary>
public sealed record RetryRules
{
    /// <summary>Nothing was said.</summary>
    public static readonly RetryRules Default = new();

    /// <summary>
    /// For all kinds that have no number of their own (<c>num_retries</c>, <c>DefaultRetries</c>). Null: not said; then every
    /// deployment is tried once before the request is given up, and the same one twice more at most.
    /// </summary>
    public int? Retries { get; init; }

    /// <summary>Kinds with a number of their own (<c>retry_policy</c>).</summary>
    public FrozenDictionary<FailureKind, int> RetriesOf { get; init; } = FrozenDictionary<FailureKind, int>.Empty;

    /// <summary>The shortest wait before a deployment is tried a second time (<c>retry_after</c>).</summary>
    public TimeSpan MinWait { get; init; }

    /// <summary>The retries for a kind of failure; null: not said.</summary>
    public int? For(FailureKind kind) => RetriesOf.TryGetValue(kind, out var retries) ? retries : Retries;
}

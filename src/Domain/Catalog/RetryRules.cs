using System.Collections.Frozen;

namespace AkashChat.Domain.Catalog;

/// <summary>How often a failed attempt is repeated within a group, by what went wrong.</summary>
public sealed record RetryRules
{
    /// <summary>LiteLLM's default: two.</summary>
    public static readonly RetryRules Default = new();

    /// <summary>For all kinds that have no number of their own (<c>num_retries</c>, <c>DefaultRetries</c>).</summary>
    public int Retries { get; init; } = 2;

    /// <summary>Kinds with a number of their own (<c>retry_policy</c>).</summary>
    public FrozenDictionary<FailureKind, int> RetriesOf { get; init; } = FrozenDictionary<FailureKind, int>.Empty;

    /// <summary>The shortest wait before a deployment is tried a second time (<c>retry_after</c>).</summary>
    public TimeSpan MinWait { get; init; }

    /// <summary>The retries for a kind of failure.</summary>
    public int For(FailureKind kind) => RetriesOf.TryGetValue(kind, out var retries) ? retries : Retries;
}

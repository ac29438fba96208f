using System.Collections.Frozen;
using System.Collections.Immutable;

namespace AkashChat.Domain.Catalog;

/// <summary>Which groups stand in for which, in order.</summary>
public sealed record FallbackRules
{
    /// <summary>None does.</summary>
    public static readonly FallbackRules None = new();

    /// <summary>For every failure (<c>fallbacks</c>).</summary>
    public FrozenDictionary<string, ImmutableArray<string>> General { get; init; } = FrozenDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>For prompts that do not fit (<c>context_window_fallbacks</c>).</summary>
    public FrozenDictionary<string, ImmutableArray<string>> ContextWindow { get; init; } = FrozenDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>For what a content policy forbids (<c>content_policy_fallbacks</c>).</summary>
    public FrozenDictionary<string, ImmutableArray<string>> ContentPolicy { get; init; } = FrozenDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>For groups without one of their own (<c>default_fallbacks</c>).</summary>
    public ImmutableArray<string> Defaults { get; init; } = [];

    /// <summary>How many are tried at most (<c>max_fallbacks</c>).</summary>
    public int Max { get; init; } = 5;

    /// <summary>What stands in for a group after a failure of that kind; empty: nothing.</summary>
    public ImmutableArray<string> For(string group, FailureKind kind)
    {
        if (kind == FailureKind.BadRequest)
        {
            return [];
        }

        var special = kind switch
        {
            FailureKind.ContextWindow => ContextWindow,
            FailureKind.ContentPolicy => ContentPolicy,
            _ => General,
        };
        return special.TryGetValue(group, out var own) || General.TryGetValue(group, out own) ? own : Defaults;
    }
}

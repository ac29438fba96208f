using AkashChat.Application.Keys;

namespace AkashChat.Web.Common;

/// <summary>What several pages say about keys.</summary>
/// <param name="policies">What each team's keys may be.</param>
public sealed class KeyTerms(KeyPolicies policies)
{
    /// <summary>How long a key without an account lives, in words.</summary>
    public string Lifetime { get; } = policies.Permissionless.Lifetime is { } lifetime ? Spell.Span(lifetime) : "without end";
}

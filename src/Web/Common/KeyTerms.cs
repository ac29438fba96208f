using AkashChat.Domain.Keys;

namespace AkashChat.Web.Common;

/// <summary>What several pages say about keys.</summary>
public static class KeyTerms
{
    /// <summary>How long a key without an account lives, in words.</summary>
    public static string Lifetime { get; } =
        KeyPolicy.Permissionless.Lifetime is { } lifetime ? Spell.Span(lifetime) : "without end";
}

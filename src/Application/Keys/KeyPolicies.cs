using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys;

/// <summary>The policy of each tier's team, from the settings.</summary>
public sealed record KeyPolicies
{
    /// <summary>The policy of the permissionless tier.</summary>
    public KeyPolicy Permissionless { get; init; } = KeyPolicy.Permissionless;

    /// <summary>The policy of the extended tier.</summary>
    public KeyPolicy Extended { get; init; } = KeyPolicy.Extended;

    /// <summary>The policy of a tier; an unknown one is refused, never read as the better tier.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tier is unknown.</exception>
    public KeyPolicy For(Tier tier) => tier switch
    {
        Tier.Permissionless => Permissionless,
        Tier.Extended => Extended,
        _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "Unknown tier."),
    };
}

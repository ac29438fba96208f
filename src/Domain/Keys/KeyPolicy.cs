using AkashChat.Domain.Accounts;

namespace AkashChat.Domain.Keys;

/// <summary>What a tier's keys may be.</summary>
/// <param name="Lifetime">How long a key lives; null: without end.</param>
public sealed record KeyPolicy(TimeSpan? Lifetime)
{
    /// <summary>Five days, as users of the permissionless tier know it.</summary>
    public static readonly KeyPolicy Permissionless = new(TimeSpan.FromDays(5));

    /// <summary>Without end.</summary>
    public static readonly KeyPolicy Extended = new((TimeSpan?)null);

    /// <summary>The policy of a tier; an unknown one is refused, never read as the better tier.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tier is unknown.</exception>
    public static KeyPolicy For(Tier tier) => tier switch
    {
        Tier.Permissionless => Permissionless,
        Tier.Extended => Extended,
        _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "Unknown tier."),
    };
}

using AkashChat.Application.Keys;
using AkashChat.Domain.Keys;

namespace AkashChat.Web.Common;

/// <summary>A key as the account's pages show it: how it stands, and what can be done with it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Policy">What its team's keys may be.</param>
/// <param name="Now">The time.</param>
public sealed record KeyCard(KeyView Key, KeyPolicy Policy, DateTimeOffset Now)
{
    /// <summary>Whether its lifetime can begin anew, now or after its end.</summary>
    public bool MayRenew =>
        Key.State != KeyState.Revoked && !Policy.HasEndedAt(Now) && (Policy.Lifetime is not null || Key.State == KeyState.Expired);

    /// <summary>Whether it can be changed: it lives, switched on or off.</summary>
    public bool IsLiving => Key.State is KeyState.Active or KeyState.Disabled;

    /// <summary>Whether it ends sooner than it would have to, because its holder chose so.</summary>
    public bool EndIsChosen => Key.ExpiresAt is { } end && (Key.LatestEnd is not { } latest || end < latest);

    /// <summary>The class of the state's badge.</summary>
    public string Badge => Key.State switch
    {
        KeyState.Active => "badge--good",
        KeyState.Revoked => "badge--bad",
        KeyState.Disabled or KeyState.Issuing => "badge--fair",
        _ => "badge--plain",
    };

    /// <summary>How far off its end is, in words; null: it has none.</summary>
    public string? Until => Key.ExpiresAt is not { } end ? null : end > Now ? $"in {Spell.Span(end - Now)}" : $"{Spell.Span(Now - end)} ago";
}

using AkashChat.Application.Keys;
using AkashChat.Domain.Keys;

namespace AkashChat.Web.Common;

/// <summary>The places for active keys of an account.</summary>
/// <param name="Taken">How many are taken.</param>
/// <param name="Most">How many there are.</param>
/// <param name="HaveEnded">Whether no key is made any more, because the last day of all keys has come.</param>
public sealed record KeyPlaces(int Taken, int Most, bool HaveEnded)
{
    /// <summary>Whether one more key can be made.</summary>
    public bool AreFree => !HaveEnded && Taken < Most;

    /// <summary>Why none can be made, and what to do.</summary>
    public string Explanation => HaveEnded
        ? "This service makes no keys any more: the day on which all keys end has come."
        : $"Your account may have {Spell.Count(Most, "active key")} at a time, and no place is free. For a new secret, rotate a key; for another key, switch off or revoke one first.";

    /// <summary>The places that these keys leave.</summary>
    public static KeyPlaces Of(IReadOnlyCollection<KeyView> keys, KeyPolicy policy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(policy);
        return new KeyPlaces(keys.Count(key => key.State is KeyState.Active or KeyState.Issuing), policy.MaxActiveKeys, policy.HasEndedAt(now));
    }
}

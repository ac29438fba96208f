namespace AkashChat.Domain.Keys;

/// <summary>Where a key stands in its life.</summary>
public enum KeyState
{
    /// <summary>Written down, not yet known to the gateway's backend.</summary>
    Issuing = 0,

    /// <summary>In use.</summary>
    Active = 1,

    /// <summary>Switched off by its holder for a while.</summary>
    Disabled = 2,

    /// <summary>Past its end. Never stored: it follows from the time.</summary>
    Expired = 3,

    /// <summary>Ended for good.</summary>
    Revoked = 4,
}

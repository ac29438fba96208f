namespace AkashChat.Domain.Keys;

/// <summary>Why a key was ended for good.</summary>
public enum RevocationReason
{
    /// <summary>Its holder ended it.</summary>
    Holder = 0,

    /// <summary>Somebody reported that it is no secret any more.</summary>
    Leak = 1,

    /// <summary>Whoever enforces keys does not know it any more. Never stored: it follows from <see cref="ApiKey.MissingSince"/>, and ends with it.</summary>
    Backend = 2,
}

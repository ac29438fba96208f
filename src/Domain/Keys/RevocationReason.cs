namespace AkashChat.Domain.Keys;

/// <summary>Why a key was ended for good.</summary>
public enum RevocationReason
{
    /// <summary>Its holder ended it.</summary>
    Holder = 0,

    /// <summary>Somebody reported that it is no secret any more.</summary>
    Leak = 1,
}

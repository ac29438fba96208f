namespace AkashChat.Web.Common;

/// <summary>What was just done with a key: the address carries the name of the act, and nothing else.</summary>
public enum KeyDone
{
    /// <summary>It has another name.</summary>
    Renamed = 1,

    /// <summary>Its lifetime began anew.</summary>
    Renewed,

    /// <summary>It has other limits of its own.</summary>
    Narrowed,

    /// <summary>It is switched off.</summary>
    Disabled,

    /// <summary>It is switched on again.</summary>
    Enabled,

    /// <summary>It has ended for good.</summary>
    Revoked,
}

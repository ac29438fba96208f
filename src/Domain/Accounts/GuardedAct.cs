namespace AkashChat.Domain.Accounts;

/// <summary>An act that strangers could flood the service with, and that is therefore counted.</summary>
public enum GuardedAct
{
    /// <summary>Claiming, creating or renewing a key.</summary>
    Issuing = 0,

    /// <summary>Signing in at the OpenID provider.</summary>
    SignIn = 1,

    /// <summary>Coming back with a recovery code, right or wrong.</summary>
    Recovery = 2,

    /// <summary>Rotating a key, or making a new recovery code.</summary>
    Rotation = 3,

    /// <summary>Reporting a leaked key.</summary>
    LeakReport = 4,
}

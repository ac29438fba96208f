namespace AkashChat.Domain.Accounts;

/// <summary>How somebody came in. It follows from the sign-in alone, never from what a request says.</summary>
public enum Tier
{
    /// <summary>Without an account: a solved challenge. The weaker tier, and therefore the default value.</summary>
    Permissionless = 0,

    /// <summary>Signed in at the OpenID provider.</summary>
    Extended = 1,
}

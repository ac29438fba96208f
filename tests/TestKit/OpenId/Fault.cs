namespace AkashChat.TestKit.OpenId;

/// <summary>What can be wrong with a provider.</summary>
public enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It cuts every connection without an answer: discovery, keys, tokens and pages.</summary>
    Away,

    /// <summary>Its token endpoint answers 500.</summary>
    TokenFails,

    /// <summary>Its token endpoint takes the request and never answers.</summary>
    TokenHangs,

    /// <summary>Its user info answers 500.</summary>
    UserInfoFails,
}

namespace AkashChat.TestKit.OpenId;

/// <summary>What a provider can be made to say that is not so; a client has to notice each.</summary>
public enum Lie
{
    /// <summary>Everything is true.</summary>
    None,

    /// <summary>The id token repeats another <c>nonce</c> than the client sent.</summary>
    ForgedNonce,

    /// <summary>The id token repeats no <c>nonce</c>.</summary>
    NoNonce,

    /// <summary>The id token names another issuer (<c>iss</c>).</summary>
    ForgedIssuer,

    /// <summary>The id token is meant for another client (<c>aud</c>).</summary>
    WrongAudience,

    /// <summary>The id token is signed with a key that the provider does not publish, under the name of one that it does.</summary>
    UnknownKey,

    /// <summary>The id token is not signed (<c>"alg": "none"</c>).</summary>
    NoSignature,

    /// <summary>The id token ended an hour ago.</summary>
    Expired,

    /// <summary>The id token names nobody (<c>sub</c>).</summary>
    NoSubject,

    /// <summary>The user info is about somebody else than the id token.</summary>
    UserInfoOfAnother,
}

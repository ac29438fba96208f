namespace AkashChat.Domain.Accounts;

/// <summary>Who somebody is at an OpenID provider, as a verified sign-in told us; never from a body or a header.</summary>
/// <param name="Issuer">The provider.</param>
/// <param name="Subject">The person's name there, which never changes.</param>
/// <param name="Email">Their mail address; null: the provider did not tell.</param>
/// <param name="EmailVerified">Whether the provider has seen that the address is theirs.</param>
public sealed record ExternalIdentity(string Issuer, string Subject, string? Email, bool EmailVerified)
{
    /// <summary>The longest issuer, subject or address that is taken, in characters.</summary>
    public const int MaxLength = 255;

    /// <summary>Without the person.</summary>
    public override string ToString() => $"identity at {Issuer}";
}

using AkashChat.Domain.Accounts;

namespace AkashChat.TestKit.Builders;

/// <summary>Makes identities, as a provider would tell them.</summary>
public static class AnIdentity
{
    /// <summary>Somebody at the provider.</summary>
    public static ExternalIdentity Of(string subject = "auth0|ada", string? email = "ada@example.org", bool emailVerified = true) =>
        new("https://provider.example/", subject, email, emailVerified);
}

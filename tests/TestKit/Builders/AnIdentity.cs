using AkashChat.Domain.Accounts;

namespace AkashChat.TestKit.Builders;

/// <summary>Makes identities at a provider.</summary>
public static class AnIdentity
{
    /// <summary>Somebody with a verified address.</summary>
    public static ExternalIdentity Of(string name, bool verified = true) =>
        new("https://provider.example/", $"auth0|{name}", $"{name}@example.org", verified);
}

using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace AkashChat.TestKit.OpenId;

/// <summary>The keys of all providers of this process; making one takes longer than all else at a provider's start.</summary>
internal static class SigningKeys
{
    private static readonly Lazy<RsaSecurityKey> LazyPublished = new(Create);
    private static readonly Lazy<RsaSecurityKey> LazyUnknown = new(Create);

    /// <summary>The one that providers sign with and publish.</summary>
    public static RsaSecurityKey Published => LazyPublished.Value;

    /// <summary>Somebody else's, under the name of the published one.</summary>
    public static RsaSecurityKey Unknown => LazyUnknown.Value;

    // By its parameters, so that each signer makes an instance of its own of it: an RSA must not be used by two at once.
    private static RsaSecurityKey Create()
    {
        using var rsa = RSA.Create(2048);
        return new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: true)) { KeyId = "test-provider-key" };
    }
}

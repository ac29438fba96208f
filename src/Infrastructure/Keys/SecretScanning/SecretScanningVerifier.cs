using System.Security.Cryptography;
using AkashChat.Application.Keys;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Infrastructure.Keys.SecretScanning;

/// <summary>Checks GitHub's signatures: ECDSA on P-256 over SHA-256 of the body, DER in base-64.</summary>
internal sealed class SecretScanningVerifier(GitHubKeyRing ring) : ISecretScanningVerifier
{
    // Names are SHA-256 in hex today; a signature has at most 72 bytes, which are 96 characters.
    private const int MaxIdentifierLength = 128;
    private const int MaxSignatureLength = 128;

    public async Task<Error?> RefuseAsync(
        ReadOnlyMemory<byte> body, string? keyIdentifier, string? signature, CancellationToken cancellationToken)
    {
        if (keyIdentifier is not { Length: > 0 and <= MaxIdentifierLength } || signature is not { Length: > 0 and <= MaxSignatureLength })
        {
            return KeyErrors.ScanningSignatureInvalid;
        }

        var bytes = new byte[MaxSignatureLength];
        if (!Convert.TryFromBase64String(signature, bytes, out var length))
        {
            return KeyErrors.ScanningSignatureInvalid;
        }

        var key = await ring.FindAsync(keyIdentifier, cancellationToken);
        if (!key.IsSuccess)
        {
            return key.Error;
        }

        return key.Value is { } publicKey && IsSigned(body.Span, bytes.AsSpan(0, length), publicKey) ? null : KeyErrors.ScanningSignatureInvalid;
    }

    private static bool IsSigned(ReadOnlySpan<byte> body, ReadOnlySpan<byte> signature, byte[] publicKey)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(publicKey, out _);
        return key.VerifyData(body, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }
}

using AkashChat.Domain.Common;

namespace AkashChat.Application.Keys;

/// <summary>Tells whether a message about keys found in public is GitHub's.</summary>
public interface ISecretScanningVerifier
{
    /// <summary>Checks the signature over the bytes as they came.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="keyIdentifier">Which of GitHub's keys is said to have signed them; null: nothing was said.</param>
    /// <param name="signature">The signature, as it came; null: none did.</param>
    /// <param name="cancellationToken">The sender has left.</param>
    /// <returns>Why the message is not taken; null: it is GitHub's.</returns>
    Task<Error?> RefuseAsync(ReadOnlyMemory<byte> body, string? keyIdentifier, string? signature, CancellationToken cancellationToken);
}

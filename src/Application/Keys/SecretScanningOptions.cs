namespace AkashChat.Application.Keys;

/// <summary>GitHub's messages about keys that it found in public repositories.</summary>
/// <param name="PublicKeysAddress">Where GitHub publishes the keys that it signs its messages with.</param>
public sealed record SecretScanningOptions(Uri PublicKeysAddress);

using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Keys.StopScannedKeys;

/// <summary>Stops the keys that GitHub's secret scanning found in public. A message may come again: what is stopped stays so.</summary>
/// <param name="Body">The message, byte for byte as it was signed. Bytes do not print, so that no key in them does.</param>
/// <param name="KeyIdentifier">Which of GitHub's keys is said to have signed it.</param>
/// <param name="Signature">The signature, in base-64.</param>
/// <param name="Network">Where the message comes from.</param>
public sealed record StopScannedKeysCommand(ReadOnlyMemory<byte> Body, string? KeyIdentifier, string? Signature, ClientNetwork Network)
    : ICommand<IReadOnlyList<ScannedKey>>;

/// <summary>What became of one finding.</summary>
/// <param name="Hash">SHA-256 of the found text, in lower-case hex.</param>
/// <param name="Type">What GitHub calls texts of this form.</param>
/// <param name="IsKey">Whether it was a key of this service.</param>
public sealed record ScannedKey(string Hash, string? Type, bool IsKey);

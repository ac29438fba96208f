using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>Tells whose key a request carries, and whether it is good.</summary>
/// <remarks>The checksum comes first, so that junk never reaches a store; a "no" is read again from the source before it is said.</remarks>
public sealed class KeyAuthenticator(IKeyDirectory directory, TimeProvider clock)
{
    /// <summary>Checks a key.</summary>
    /// <param name="presented">The text that came with the request; null or empty: none came.</param>
    /// <param name="cancellationToken">The caller has left.</param>
    public async ValueTask<Result<KeySnapshot>> AuthenticateAsync(string? presented, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(presented))
        {
            return KeyErrors.Missing;
        }

        if (KeySecret.Parse(presented) is not { } secret)
        {
            return KeyErrors.Malformed;
        }

        var hash = secret.Hash;
        var key = await directory.FindAsync(hash, fresh: false, cancellationToken);
        if (key is not null && Fault(key) is null)
        {
            return key;
        }

        // An absence is never remembered, so that a miss has come from the source already.
        key = key is null ? null : await directory.FindAsync(hash, fresh: true, cancellationToken);
        if (key is null)
        {
            return KeyErrors.Unknown;
        }

        return Fault(key) is { } fault ? fault : key;
    }

    private Error? Fault(KeySnapshot key)
    {
        var now = clock.GetUtcNow();
        return ApiKey.StateAt(key.State, key.ExpiresAt, now) switch
        {
            KeyState.Active => key.RotatedAwayAt <= now ? KeyErrors.Rotated : null,
            KeyState.Expired => KeyErrors.Expired,
            KeyState.Revoked => KeyErrors.Revoked,
            _ => KeyErrors.NotActive,
        };
    }
}

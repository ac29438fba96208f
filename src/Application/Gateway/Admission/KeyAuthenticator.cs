using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>Tells whose key a request carries, and whether it is good.</summary>
/// <remarks>The form and our own keys' checksum come first, so that junk never reaches a store; a "no" is read again from the source before it is said.</remarks>
public sealed class KeyAuthenticator(IKeyDirectory directory, TimeProvider clock)
{
    /// <summary>Checks a key.</summary>
    /// <param name="hashed">What <see cref="HashOf"/> made of the text that came with the request.</param>
    /// <param name="cancellationToken">The caller has left.</param>
    public async ValueTask<Result<KeySnapshot>> AuthenticateAsync(Result<string> hashed, CancellationToken cancellationToken)
    {
        if (!hashed.IsSuccess)
        {
            return hashed.Error;
        }

        var hash = hashed.Value;
        var key = await directory.FindAsync(hash, fresh: false, cancellationToken);
        if (key is not null && key.FaultAt(clock.GetUtcNow()) is null)
        {
            return key;
        }

        // An absence is never remembered, so that a miss has come from the source already.
        key = key is null ? null : await directory.FindAsync(hash, fresh: true, cancellationToken);
        if (key is null)
        {
            return KeyErrors.Unknown;
        }

        return key.FaultAt(clock.GetUtcNow()) is { } fault ? fault : key;
    }

    /// <summary>The hash to look a key up by.</summary>
    /// <param name="presented">The text that came with the request; null or empty: none came.</param>
    public static Result<string> HashOf(string? presented) =>
        string.IsNullOrWhiteSpace(presented) ? KeyErrors.Missing
        : KeyHash.OfPresented(presented) is { } hash ? hash
        : KeyErrors.Malformed;
}

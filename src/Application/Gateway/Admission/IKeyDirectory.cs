namespace AkashChat.Application.Gateway.Admission;

/// <summary>Finds keys by hash, fast enough for every request.</summary>
public interface IKeyDirectory
{
    /// <summary>Finds a key.</summary>
    /// <param name="hash">SHA-256 of the key in lower-case hex.</param>
    /// <param name="fresh">True: ask the source; false: an answer at most a second old will do.</param>
    /// <param name="cancellationToken">The caller has left.</param>
    /// <returns>Null if the source has no such key. An absence is never remembered.</returns>
    ValueTask<KeySnapshot?> FindAsync(string hash, bool fresh, CancellationToken cancellationToken);
}

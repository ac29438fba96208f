namespace AkashChat.Application.Usage;

/// <summary>Knows what was spent, on all instances together.</summary>
public interface ISpendReader
{
    /// <summary>What a key's requests cost that came in within a time and are recorded by now, in µUSD. Requests without a known cost count nothing.</summary>
    /// <param name="keyId">The public id of the key.</param>
    /// <param name="from">The time's beginning.</param>
    /// <param name="to">Its end, which does not belong to it.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<long> SumMicroUsdAsync(string keyId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
}

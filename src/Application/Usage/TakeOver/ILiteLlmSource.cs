namespace AkashChat.Application.Usage.TakeOver;

/// <summary>The database of a LiteLLM proxy, as it was at one moment; it is only read.</summary>
public interface ILiteLlmSource : IAsyncDisposable
{
    /// <summary>Reads what keys refer to.</summary>
    /// <param name="now">The time: what is over by then is left out.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<LiteLlmSurroundings> ReadSurroundingsAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Reads the keys one after another, the oldest first.</summary>
    IAsyncEnumerable<LiteLlmKey> ReadKeysAsync(CancellationToken cancellationToken);
}

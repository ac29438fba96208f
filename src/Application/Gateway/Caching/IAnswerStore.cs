namespace AkashChat.Application.Gateway.Caching;

/// <summary>Keeps answers for a time. It may lose any of them, and never fails a request.</summary>
public interface IAnswerStore
{
    /// <summary>The answer that is kept there and not yet over; null: none, or the store is away.</summary>
    ValueTask<KeptAnswer?> FindAsync(AnswerKey key, CancellationToken cancellationToken);

    /// <summary>Keeps an answer until its end. It does not throw.</summary>
    ValueTask KeepAsync(AnswerKey key, KeptAnswer answer);

    /// <summary>Drops all that is kept for an owner. It does not throw: what cannot be dropped ends by itself.</summary>
    ValueTask ForgetAsync(Guid owner);
}

using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts;

/// <summary>Keeps what users agreed to and withdrew.</summary>
public interface IConsentStore
{
    /// <summary>Adds an entry; saved with the unit of work, which fails if another one took its place in the history meanwhile.</summary>
    void Add(Consent consent);

    /// <summary>A user's history.</summary>
    Task<ConsentHistory> GetAsync(UserId userId, CancellationToken cancellationToken);
}

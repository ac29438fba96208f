using AkashChat.Domain.Common;

namespace AkashChat.Application.Common;

/// <summary>Saves all that the stores were given, in one transaction.</summary>
public interface IUnitOfWork
{
    /// <summary>Saves, or saves nothing.</summary>
    /// <returns>A failure if a rule that the database holds was broken, such as a challenge used twice.</returns>
    Task<Result<Unit>> SaveChangesAsync(CancellationToken cancellationToken);

    /// <summary>Forgets all that the stores were given and have found, so that it can be read and tried again.</summary>
    void Forget();
}

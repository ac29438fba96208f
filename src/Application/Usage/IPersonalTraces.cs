using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Usage;

/// <summary>What is kept of people for a short time beside the records, such as answers for equal requests.</summary>
public interface IPersonalTraces
{
    /// <summary>
    /// Comes before the records: erases what others might go on showing for longer than a moment, and has nothing more of the person
    /// taken while instances learn that the keys have ended. If that cannot be, it throws, and the person is not erased.
    /// </summary>
    Task CloseAsync(UserId userId, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Comes behind the records: erases what there is of the person. It does not throw: what cannot be reached ends by itself.</summary>
    Task EraseAsync(UserId userId);
}

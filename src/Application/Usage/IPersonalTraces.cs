using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Usage;

/// <summary>What is kept of people for a short time beside the records, such as answers for equal requests.</summary>
public interface IPersonalTraces
{
    /// <summary>Erases what there is of a person. It does not throw: what cannot be reached ends by itself.</summary>
    Task EraseAsync(UserId userId);
}

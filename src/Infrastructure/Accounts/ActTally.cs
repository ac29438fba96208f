using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;

namespace AkashChat.Infrastructure.Accounts;

/// <summary>How often an act was done on a day, in one scope.</summary>
internal sealed class ActTally
{
    public required int Day { get; init; }

    public required GuardedAct Act { get; init; }

    public required ActScope Scope { get; init; }

    public required string Subject { get; init; }

    public int Count { get; init; }

    public int Refused { get; init; }
}

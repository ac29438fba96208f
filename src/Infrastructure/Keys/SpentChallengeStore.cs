using AkashChat.Application.Keys.Challenges;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Infrastructure.Keys;

internal sealed class SpentChallengeStore(AppDbContext database) : ISpentChallengeStore
{
    public void Add(SpentChallenge challenge) => database.SpentChallenges.Add(challenge);

    public Task<bool> IsSpentAsync(Guid id, CancellationToken cancellationToken) =>
        database.SpentChallenges.AnyAsync(challenge => challenge.Id == id, cancellationToken);

    public Task<int> CountTicketsAsync(ClientNetwork network, DateTimeOffset since, CancellationToken cancellationToken) =>
        database.SpentChallenges.CountAsync(
            challenge => challenge.Network == network && challenge.SpentAt >= since && challenge.Kind == ChallengeKind.WaitingTicket,
            cancellationToken);

    public Task<int> CountAsync(ClientNetwork? network, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var recent = database.SpentChallenges.Where(challenge => challenge.SpentAt >= since);
        return network is { } from
            ? recent.CountAsync(challenge => challenge.Network == from, cancellationToken)
            : recent.CountAsync(cancellationToken);
    }
}

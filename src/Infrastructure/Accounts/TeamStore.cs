using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Infrastructure.Accounts;

internal sealed class TeamStore(AppDbContext database, TeamOptions options) : ITeamStore
{
    public Task<Team> GetAsync(Tier tier, CancellationToken cancellationToken)
    {
        var id = options.NameOf(tier);
        return database.Teams.SingleAsync(team => team.Id == id, cancellationToken);
    }
}

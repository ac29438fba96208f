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

    /// <summary>Makes the teams that are missing; another instance may be doing the same at this moment.</summary>
    internal async Task EnsureAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var tier in Enum.GetValues<Tier>())
        {
            var team = Team.Create(options.NameOf(tier), tier, now);
            await using var insert = database.Command(
                "INSERT INTO teams (id, tier, created_at) VALUES (@p0, @p1, @p2) ON CONFLICT DO NOTHING",
                team.Id,
                (int)team.Tier,
                team.CreatedAt.UtcTicks);
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}

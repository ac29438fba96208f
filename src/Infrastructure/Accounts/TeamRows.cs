using System.Data.Common;
using AkashChat.Domain.Accounts;
using AkashChat.Infrastructure.Persistence;

namespace AkashChat.Infrastructure.Accounts;

/// <summary>The teams that every service has.</summary>
internal static class TeamRows
{
    /// <summary>Makes the teams that are missing; another instance may be doing the same at this moment.</summary>
    internal static async Task EnsureAsync(DbConnection database, TeamOptions options, DateTimeOffset now, CancellationToken cancellationToken)
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

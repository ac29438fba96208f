using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts;

/// <summary>Keeps teams: one per tier, made at the start of the service.</summary>
public interface ITeamStore
{
    /// <summary>The team that takes a tier's users.</summary>
    Task<Team> GetAsync(Tier tier, CancellationToken cancellationToken);
}

using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Usage.TakeOver;

/// <summary>Whose a key will be.</summary>
/// <param name="Id">The account's id: always the same for the same user of the proxy and tier.</param>
/// <param name="Team">The account's team, which decides its tier.</param>
/// <param name="KeyTeam">The key's team.</param>
/// <param name="Identity">The sign-in by which its person comes in; null: none is known.</param>
/// <param name="CreatedAt">When the account was made.</param>
internal sealed record AccountPlan(UserId Id, Team Team, Team KeyTeam, ExternalIdentity? Identity, DateTimeOffset CreatedAt);

/// <summary>Decides whose keys will be.</summary>
/// <remarks>
/// The tier follows from the key's team. Keys of other teams, and those of none, are of the extended tier: its keys may be
/// without end. A user of the proxy with keys of both tiers gets two accounts, so that no key comes under the wider policy;
/// a key without a user gets one for itself, because nobody knows who shares what with whom.
/// </remarks>
internal sealed class AccountPlanner(TakeOverTeams teams, LiteLlmSurroundings surroundings, string? issuer, DateTimeOffset now)
{
    // So Auth0 names people, and so the portal before this one named its users at the proxy: auth0|…, github|….
    private const char SubjectSeparator = '|';

    private readonly Dictionary<string, Team> _teams = teams.All.ToDictionary(team => team.Id, StringComparer.Ordinal);

    /// <summary>The teams that keys are in and that are not there yet, once each.</summary>
    internal List<Team> NewTeams { get; } = [];

    internal AccountPlan Plan(LiteLlmKey key)
    {
        var keyTeam = TeamOf(key.TeamId);
        var tier = keyTeam.Tier;
        var user = key.UserId is null ? null : surroundings.Users.GetValueOrDefault(key.UserId);
        return new AccountPlan(
            UserId.TakenOver(key.UserId is { } userId ? $"litellm/{tier}/user/{userId}" : $"litellm/{tier}/key/{key.Hash}"),
            tier == Tier.Extended ? teams.Extended : teams.Permissionless,
            keyTeam,
            IdentityOf(key, keyTeam, user?.Email),
            user?.CreatedAt ?? key.CreatedAt ?? now);
    }

    private Team TeamOf(string? id)
    {
        if (string.IsNullOrWhiteSpace(id) || id.Length > Team.IdMaxLength)
        {
            return teams.Extended;
        }

        if (!_teams.TryGetValue(id, out var team))
        {
            team = Team.Create(id, Tier.Extended, surroundings.Teams.GetValueOrDefault(id)?.CreatedAt ?? now);
            _teams.Add(id, team);
            NewTeams.Add(team);
        }

        return team;
    }

    private ExternalIdentity? IdentityOf(LiteLlmKey key, Team keyTeam, string? email) =>
        issuer is not null && keyTeam.Tier == Tier.Extended && key.UserId is { Length: > 0 and <= ExternalIdentity.MaxLength } subject
            && (keyTeam == teams.Extended && key.TeamId == keyTeam.Id || subject.Contains(SubjectSeparator, StringComparison.Ordinal))
            ? new ExternalIdentity(issuer, subject, email is { Length: > 0 and <= ExternalIdentity.MaxLength } ? email : null, EmailVerified: false)
            : null;
}

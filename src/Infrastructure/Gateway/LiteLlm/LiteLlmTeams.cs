using AkashChat.Application.Keys;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Accounts;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Gateway.LiteLlm;

/// <summary>Makes the tiers' teams at the proxy, and keeps the models that they may call as the settings say, where they say so.</summary>
internal sealed partial class LiteLlmTeams(LiteLlmCalls calls, TeamOptions names, KeyPolicies policies, ILogger<LiteLlmTeams> logger)
{
    /// <summary>Makes sure that both are there, and that the proxy keeps strangers out.</summary>
    internal async Task<Error?> EnsureAsync(CancellationToken cancellationToken)
    {
        foreach (var tier in Enum.GetValues<Tier>())
        {
            if (await EnsureAsync(names.NameOf(tier), policies.For(tier).Limits.Models, cancellationToken) is { } failure)
            {
                return failure;
            }
        }

        // Without a master key it takes any key, and would look as if all were well.
        var stranger = $"Bearer sk-{Guid.NewGuid():N}";
        var open = await calls.AskAsync((api, cancel) => api.ListModelsAsync(stranger, cancel), _ => true, cancellationToken);
        return open.Content is null ? null : KeyErrors.BackendOpen;
    }

    private async Task<Error?> EnsureAsync(string name, IReadOnlyList<string>? models, CancellationToken cancellationToken)
    {
        var found = await calls.AskAsync((api, cancel) => api.FindTeamAsync(name, 1, cancel), answer => answer.TeamInfo is not null, cancellationToken);
        if (found.Content?.TeamInfo is { } team)
        {
            if (team.Blocked == true)
            {
                Log.Blocked(logger, name);
            }

            return await AlignAsync(name, team, models, cancellationToken);
        }

        if (found.IsUnknownTeam)
        {
            return await CreateAsync(name, models, cancellationToken);
        }

        if (found.IsAboutAdminKey)
        {
            Log.AdminKeyRefused(logger);
            return found.Error;
        }

        // Any other no is not LiteLLM's: something else answers at this address.
        return KeyErrors.BackendUnavailable;
    }

    private async Task<Error?> CreateAsync(string name, IReadOnlyList<string>? models, CancellationToken cancellationToken)
    {
        var made = await calls.AskAsync((api, cancel) => api.CreateTeamAsync(new NewTeam(name, name, models), cancel), team => team.TeamId == name, cancellationToken);
        if (made.Content is not null)
        {
            Log.Made(logger, name);
            return null;
        }

        // Another instance may have made it at the same moment.
        var found = await calls.AskAsync((api, cancel) => api.FindTeamAsync(name, 1, cancel), answer => answer.TeamInfo is not null, cancellationToken);
        return found.Content is not null ? null : made.Error;
    }

    // Without a list in the settings, what the operator has set at the proxy stays.
    private async Task<Error?> AlignAsync(string name, TeamRow team, IReadOnlyList<string>? models, CancellationToken cancellationToken)
    {
        if (models is null || (team.Models ?? []).ToHashSet(StringComparer.Ordinal).SetEquals(models))
        {
            return null;
        }

        var changed = await calls.AskAsync(
            (api, cancel) => api.UpdateTeamAsync(new NewTeam(name, name, models), cancel), answer => answer.TeamId == name, cancellationToken);
        return changed.Error;
    }

    private static partial class Log
    {
        [LoggerMessage(3210, LogLevel.Information, "Made the team {Team} at the LiteLLM proxy")]
        public static partial void Made(ILogger logger, string team);

        [LoggerMessage(3211, LogLevel.Warning, "The team {Team} is blocked at the LiteLLM proxy: none of its keys works")]
        public static partial void Blocked(ILogger logger, string team);

        [LoggerMessage(3212, LogLevel.Error, "The LiteLLM proxy refuses the master key: LITELLM_ADMIN_KEY is wrong, or the proxy's database is away")]
        public static partial void AdminKeyRefused(ILogger logger);
    }
}

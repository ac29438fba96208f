using System.Text.Json;
using AkashChat.Application.Gateway;
using AkashChat.Application.Keys.Backend;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Accounts;

namespace AkashChat.Infrastructure.Gateway.LiteLlm;

/// <summary>Keeps our users, keys and teams in a LiteLLM proxy, which enforces them.</summary>
/// <remarks>Nothing is believed because of a status: a change is read back, and whatever cannot be read counts as not known.</remarks>
internal sealed class LiteLlmKeyBackend(LiteLlmCalls calls, LiteLlmTeams teams, LiteLlmProbe probe, LiteLlmOptions options, TeamOptions teamNames, TimeProvider clock)
    : IKeyBackend
{
    private const int PageSize = 100;

    // Less than this is no change of an end.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    // An end is told in seconds from now, and two machines disagree about now: what was just told may come back so far off.
    private static readonly TimeSpan Clocks = TimeSpan.FromMinutes(10);

    // What the lifetime "without end" is called: newer versions take the first, older ones the second.
    private static readonly JsonElement[] Endless = [JsonElement.Parse("\"-1\""), JsonElement.Parse("null")];

    public bool KeepsKeys => true;

    public Task<Error?> CheckAsync(CancellationToken cancellationToken) => probe.CheckAsync(cancellationToken);

    public Task<Error?> PrepareAsync(CancellationToken cancellationToken) => teams.EnsureAsync(cancellationToken);

    public async Task<Error?> IssueAsync(BackendKey key, KeySecret secret, CancellationToken cancellationToken)
    {
        if (await EnsureUserAsync(key, cancellationToken) is { } failure)
        {
            return failure;
        }

        // A new secret is no new budget.
        var (before, unknown) = key.SpentBy is null || key.Limits.BudgetMicroUsd is null ? (null, null) : await FindAsync(key.SpentBy, cancellationToken);
        if (unknown is not null)
        {
            return unknown;
        }

        var made = LiteLlmKeys.ToNew(key, secret, before?.Spend, clock.GetUtcNow());
        var answer = await calls.AskAsync(
            (api, cancel) => api.GenerateKeyAsync(made, cancel), row => row.Token == secret.Hash || row.KeyAlias == made.KeyAlias, cancellationToken);
        if (answer.Content is { } told && key.IsAsIn(key.Secrets[0], LiteLlmKeys.ToRecord(told, secret.Hash), Clocks, clock.GetUtcNow()))
        {
            return null;
        }

        if (answer.Content is not null)
        {
            // Made, but the proxy has limits and ends of its own for new keys, or does not tell: then it is changed.
            return await ApplyAsync(key, key.Secrets[0], cancellationToken);
        }

        // It may be there all the same: made by an earlier try whose answer was lost, or told in a form that we do not read.
        var (row, away) = await FindAsync(secret.Hash, cancellationToken);
        return row?.KeyAlias == made.KeyAlias ? null : away ?? answer.Error;
    }

    public async Task<Error?> ApplyAsync(BackendKey key, CancellationToken cancellationToken)
    {
        foreach (var secret in key.Secrets)
        {
            var failure = await ApplyAsync(key, secret, cancellationToken);

            // A former secret that is not there any more is only over sooner.
            if (failure is not null && !(failure.Code == KeyErrors.EndedAtBackend.Code && secret != key.Secrets[0]))
            {
                return failure;
            }
        }

        return key.EndedHashes is [] ? null : await RemoveAsync(key.EndedHashes, cancellationToken);
    }

    public async Task<Error?> RemoveAsync(IReadOnlyList<string> hashes, CancellationToken cancellationToken)
    {
        var deleted = await calls.AskAsync(
            (api, cancel) => api.DeleteKeysAsync(new KeysToDelete(hashes), cancel),
            answer => answer.DeletedKeys is { } gone && hashes.All(gone.Contains),
            cancellationToken);
        if (deleted.Content is not null)
        {
            return null;
        }

        // Some versions refuse all if one is not there, and some answers cannot be read: then one by one, and looked at.
        foreach (var hash in hashes)
        {
            var (row, failure) = await FindAsync(hash, cancellationToken);
            if (row is not null)
            {
                var one = await calls.AskAsync(
                    (api, cancel) => api.DeleteKeysAsync(new KeysToDelete([hash]), cancel), answer => answer.DeletedKeys?.Contains(hash) == true, cancellationToken);
                failure = one.Error;
            }

            if (failure is not null)
            {
                return failure;
            }
        }

        return null;
    }

    public async Task<Error?> RemoveUserAsync(UserId userId, CancellationToken cancellationToken)
    {
        var deleted = await calls.AskAsync(
            (api, cancel) => api.DeleteUsersAsync(new UsersToDelete([userId.ToString()]), cancel), text => int.TryParse(text, out _), cancellationToken);
        if (deleted.Content is not null)
        {
            return null;
        }

        // Not there, in one of its forms? The row decides.
        var found = await calls.AskAsync((api, cancel) => api.FindUserAsync(userId.ToString(), cancel), answer => answer.UserId == userId.ToString(), cancellationToken);
        return found.IsUnknownUser || found.Content is { UserInfo: null } ? null : deleted.Error;
    }

    public async Task<Result<BackendPage>> ListAsync(Tier tier, int page, CancellationToken cancellationToken)
    {
        var team = teamNames.NameOf(tier);
        var answer = await calls.AskAsync(
            (api, cancel) => api.ListKeysAsync(team, page, PageSize, "true", "created_at", "asc", cancel),
            list => list.Keys?.All(row => row.Token is { Length: 64 }) == true && list.TotalPages is not null,
            cancellationToken);
        return answer.Content is { } found
            ? new BackendPage([.. found.Keys!.Select(row => LiteLlmKeys.ToRecord(row, row.Token!))], page >= found.TotalPages)
            : answer.Error!;
    }

    /// <summary>The row of a secret.</summary>
    /// <returns>Neither: there is none; an error: nobody knows.</returns>
    private async Task<(KeyRow? Row, Error? Failure)> FindAsync(string hash, CancellationToken cancellationToken)
    {
        var found = await calls.AskAsync((api, cancel) => api.FindKeyAsync(hash, cancel), answer => answer.Info?.KeyAlias is not null || answer.Info?.TeamId is not null, cancellationToken);
        return (found.Content?.Info, found.IsUnknownKey ? null : found.Error);
    }

    private async Task<Error?> ApplyAsync(BackendKey key, BackendSecret secret, CancellationToken cancellationToken)
    {
        var (row, failure) = await FindAsync(secret.Hash, cancellationToken);
        if (row is null)
        {
            return failure ?? KeyErrors.EndedAtBackend;
        }

        if (row.TeamId != key.TeamId)
        {
            var moved = await calls.AskAsync(
                (api, cancel) => api.UpdateUserAsync(new UserChange(key.UserId.ToString(), [key.TeamId], LiteLlmKeys.MetadataOf(key.Tier)), cancel), _ => true, cancellationToken);
            if (moved.Content is null && !moved.IsUnknownUser)
            {
                return moved.Error;
            }
        }

        var tolerance = Tolerance;
        foreach (var endless in Endless)
        {
            var now = clock.GetUtcNow();
            var record = LiteLlmKeys.ToRecord(row, secret.Hash);
            if (key.IsAsIn(secret, record, tolerance, now))
            {
                return null;
            }

            if (await ChangeAsync(key, secret, row, record, endless, now, cancellationToken) is { } refused)
            {
                return refused;
            }

            (row, failure) = await FindAsync(secret.Hash, cancellationToken);
            if (row is null)
            {
                return failure ?? KeyErrors.EndedAtBackend;
            }

            tolerance = Clocks;
        }

        return key.IsAsIn(secret, LiteLlmKeys.ToRecord(row, secret.Hash), Clocks, clock.GetUtcNow()) ? null : KeyErrors.BackendRefused;
    }

    private async Task<Error?> ChangeAsync(
        BackendKey key, BackendSecret secret, KeyRow row, BackendRecord record, JsonElement endless, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Off before anything else, on after everything else: in between the key can do less rather than more.
        var block = key.MustBeBlocked(secret, record.ExpiresAt, now);
        if (block && !record.IsBlocked && await SwitchAsync(secret.Hash, block, cancellationToken) is { } failure)
        {
            return failure;
        }

        JsonElement? duration = BackendKey.IsSameEnd(secret, record.ExpiresAt, Tolerance, now) ? null
            : LiteLlmKeys.DurationTo(secret.EndsAt, now) is { } seconds ? JsonElement.Parse($"\"{seconds}\"")
            : endless;
        var changed = await calls.AskAsync((api, cancel) => api.UpdateKeyAsync(LiteLlmKeys.ToChange(key, secret, row, duration), cancel), _ => true, cancellationToken);
        // Some versions take no "without end" in this form, and some of them fail over it: what is read back decides.
        var isForm = duration is not null && secret.EndsAt is null;
        if (changed.Error is { } refused && !isForm)
        {
            return refused;
        }

        return !block && record.IsBlocked ? await SwitchAsync(secret.Hash, block, cancellationToken) : null;
    }

    private async Task<Error?> SwitchAsync(string hash, bool block, CancellationToken cancellationToken)
    {
        var switched = await calls.AskAsync(
            (api, cancel) => block ? api.BlockKeyAsync(new KeyToBlock(hash), cancel) : api.UnblockKeyAsync(new KeyToBlock(hash), cancel), _ => true, cancellationToken);
        return switched.Error;
    }

    private async Task<Error?> EnsureUserAsync(BackendKey key, CancellationToken cancellationToken)
    {
        var userId = key.UserId.ToString();
        var user = new NewUser(userId, options.UserRole, [key.TeamId], LiteLlmKeys.MetadataOf(key.Tier));
        var made = await calls.AskAsync((api, cancel) => api.CreateUserAsync(user, cancel), answer => answer.UserId == userId, cancellationToken);
        if (made.Content is not null)
        {
            return null;
        }

        if (made.IsAboutAdminKey)
        {
            return made.Error;
        }

        // There already, as far as the many forms of that no can be told apart: the row decides.
        var found = await calls.AskAsync((api, cancel) => api.FindUserAsync(userId, cancel), answer => answer.UserInfo is not null, cancellationToken);
        return found.Content is not null ? null : made.Error;
    }
}

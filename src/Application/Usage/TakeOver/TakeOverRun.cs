using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Usage.TakeOver;

/// <summary>One take-over under way: batch by batch, with what it knows of the batches before.</summary>
internal sealed class TakeOverRun(
    ITakeOverStore store, LiteLlmSurroundings surroundings, KeyTranslator translator, AccountPlanner planner, TakenAccounts accounts, DateTimeOffset now)
{
    private const string Origin = "LiteLLM";

    /// <summary>What was found and done so far.</summary>
    internal TakeOverReport Report { get; } = new() { UsersFound = surroundings.Users.Count };

    internal async Task TakeAsync(IReadOnlyCollection<LiteLlmKey> batch, CancellationToken cancellationToken)
    {
        Report.Found += batch.Count;
        var fit = new List<LiteLlmKey>(batch.Count);
        foreach (var key in batch)
        {
            if (SkipReasons.Find(key) is { } reason)
            {
                Report.Skip(reason);
            }
            else
            {
                fit.Add(key);
            }
        }

        var here = await FindHereAsync(fit, cancellationToken);
        var fresh = fit.Where(key => !IsHere(key, here)).Select(key => (Key: key, Plan: planner.Plan(key))).ToList();
        var erased = await accounts.LookUpAsync([.. fresh.Select(item => item.Plan)], cancellationToken);
        var rows = new List<object>(fresh.Count * 3);
        foreach (var (key, plan) in fresh)
        {
            if (erased.Contains(plan.Id))
            {
                Report.Skip(SkipReasons.Erased);
            }
            else
            {
                Take(translator.Translate(key), plan, here, rows);
            }
        }

        rows.AddRange(planner.NewTeams);
        Report.TeamsMade += planner.NewTeams.Count;
        planner.NewTeams.Clear();
        await store.WriteAsync(rows, cancellationToken);
    }

    private async Task<Dictionary<string, ApiKey>> FindHereAsync(List<LiteLlmKey> keys, CancellationToken cancellationToken)
    {
        var hashes = keys.Select(key => key.Hash)
            .Concat(keys.Select(key => surroundings.OldSecrets.GetValueOrDefault(key.Hash)?.Hash).OfType<string>())
            .ToHashSet(StringComparer.Ordinal);
        var found = new Dictionary<string, ApiKey>(StringComparer.Ordinal);
        foreach (var key in await store.FindKeysAsync(hashes, cancellationToken))
        {
            found[key.Hash] = key;
            if (key.PreviousHash is { } previous)
            {
                found.TryAdd(previous, key);
            }
        }

        return found;
    }

    private bool IsHere(LiteLlmKey key, Dictionary<string, ApiKey> here)
    {
        if (!here.TryGetValue(key.Hash, out var known))
        {
            return false;
        }

        if (Differences.Find(known, translator.Translate(key)) is { } how)
        {
            Report.Differ(known, how);
        }
        else
        {
            Report.AlreadyThere++;
        }

        return true;
    }

    private void Take(TakenKey taken, AccountPlan plan, Dictionary<string, ApiKey> here, List<object> rows)
    {
        var account = accounts.FindOrMake(plan, out var isNew);
        if (isNew)
        {
            Report.AccountsMade++;
            Report.AccountsWithSignIn += account.User.Subject is null ? 0 : 1;
            rows.Add(account.User);
            rows.Add(Entry(account.User.Id, AuditActions.UserTakenOver, null));
        }

        if (taken.Key.PreviousHash is { } old && here.ContainsKey(old))
        {
            // Taken over before it was rotated there: that key works here as before.
            taken = taken with { Key = taken.Key with { PreviousHash = null, PreviousEndsAt = null } };
        }

        var key = ApiKey.TakeOver(account.User, plan.KeyTeam.Id, taken.Key, taken.Key.IsActiveAt(now) ? account.TakeSlot() : null);
        rows.Add(key);
        rows.Add(Entry(key.UserId, AuditActions.KeyTakenOver, key.Id.Value));
        if (taken.SpentMicroUsd > 0)
        {
            rows.Add(Opening(key, taken.SpentMicroUsd));
            Report.OpeningRecords++;
        }

        Report.Take(taken, now);
    }

    private AuditEntry Entry(UserId userId, string action, string? keyId) => new()
    {
        Id = Guid.CreateVersion7(now),
        At = now,
        Actor = AuditActor.Operator,
        UserId = userId,
        KeyId = keyId,
        Action = action,
        Detail = Origin,
        Network = ClientNetwork.Unknown,
    };

    /// <summary>What was spent there of the budget that goes on here, as one record, so that it does not begin anew.</summary>
    private UsageRecord Opening(ApiKey key, long spentMicroUsd) => new()
    {
        Id = Guid.CreateVersion7(now),
        KeyId = key.Id.Value,
        UserId = key.UserId.Value,
        TeamId = key.TeamId,
        StartedAt = now,
        Route = "taken-over",
        Model = Origin,
        DeploymentId = Origin,
        Streamed = false,
        Status = 200,
        Outcome = UsageOutcome.Completed,
        CostMicroUsd = spentMicroUsd,
        LatencyMicroseconds = 0,
    };
}

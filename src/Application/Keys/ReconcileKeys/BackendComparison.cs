using System.Globalization;
using AkashChat.Application.Accounts;
using AkashChat.Application.Common;
using AkashChat.Application.Keys.Backend;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.ReconcileKeys;

/// <summary>Compares all keys here with all keys there.</summary>
/// <remarks>
/// The backend is read first and the records after it: a key of ours is written down before it is made known, so that one that
/// is there and not here is really not here.
/// </remarks>
internal sealed class BackendComparison(
    IReconcileStore found, IUserStore users, IKeyStore keys, IKeyBackend backend, KeyChanges changes, StrayKeys strays, KeyPolicies policies,
    IUnitOfWork unitOfWork, TimeProvider clock)
{
    // Lifetimes are told in seconds from a moment that two machines see differently.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(10);

    /// <summary>Compares.</summary>
    /// <returns>Why it stopped early; null: it did not.</returns>
    internal async Task<Error?> CompareAsync(ReconcileReport report, CancellationToken cancellationToken)
    {
        // Half a hash tells keys apart, and a million of them fit into 16 MB.
        var there = new HashSet<UInt128>();
        var ended = new List<string>();
        foreach (var tier in Enum.GetValues<Tier>())
        {
            for (var number = 1; ; number++)
            {
                var page = await backend.ListAsync(tier, number, cancellationToken);
                if (!page.IsSuccess)
                {
                    return page.Error;
                }

                there.UnionWith(page.Value.Keys.Select(record => Short(record.Hash)));
                await ComparePageAsync(page.Value.Keys, ended, report, cancellationToken);
                if (page.Value.IsLast)
                {
                    break;
                }
            }
        }

        // Not before the last page: what is taken away while pages are read moves the rest of them.
        return await strays.EndAsync(ended, report, cancellationToken) ?? await CheckAbsentAsync(there, report, cancellationToken);
    }

    private async Task ComparePageAsync(IReadOnlyList<BackendRecord> page, List<string> ended, ReconcileReport report, CancellationToken cancellationToken)
    {
        unitOfWork.Forget();
        var known = await found.ListByAsync([.. page.Select(record => record.Hash)], [.. page.Select(record => record.KeyId).OfType<ApiKeyId>().Distinct()], cancellationToken);
        var byId = known.ToDictionary(key => key.Id);
        var byHash = new Dictionary<string, ApiKey>(StringComparer.Ordinal);
        foreach (var key in known)
        {
            foreach (var hash in key.AllHashes.Concat(key.PendingHash is null ? [] : [key.PendingHash]))
            {
                byHash[hash] = key;
            }
        }

        await found.NoteUseAsync(LastUse(page, byHash), cancellationToken);
        foreach (var record in page)
        {
            if (byHash.TryGetValue(record.Hash, out var key))
            {
                await CompareAsync(key, record, ended, report, cancellationToken);
            }
            else if (record.KeyId is { } id && (byId.ContainsKey(id) || !await strays.AdoptAsync(id, record, report, cancellationToken)))
            {
                // A secret that a key of ours had long ago, or a key of nobody we know.
                ended.Add(record.Hash);
            }
        }
    }

    private async Task CompareAsync(ApiKey key, BackendRecord record, List<string> ended, ReconcileReport report, CancellationToken cancellationToken)
    {
        if (key.PendingSince is not null || await users.FindAsync(key.UserId, cancellationToken) is not { } owner)
        {
            // Under way, or a leftover, which has its own turn.
            return;
        }

        if (key.MissingSince is not null && key.State != KeyState.Revoked && key.Hash == record.Hash)
        {
            await strays.ReturnAsync(key, record, owner, report, cancellationToken);
            return;
        }

        var now = clock.GetUtcNow();
        var wanted = BackendKey.Of(key, owner.Tier, policies.For(owner.Tier), now);
        if (wanted.Secrets.FirstOrDefault(one => one.Hash == record.Hash) is not { } secret)
        {
            ended.Add(record.Hash);
        }
        else if (record.IsBlocked && key.Hash == record.Hash && !wanted.MustBeBlocked(secret, record.ExpiresAt, now))
        {
            await strays.SwitchOffAsync(key, report, cancellationToken);
        }
        else if (!wanted.IsAsIn(secret, record, Tolerance, now))
        {
            await RepairAsync(key, report, cancellationToken);
        }
    }

    private async Task RepairAsync(ApiKey key, ReconcileReport report, CancellationToken cancellationToken)
    {
        unitOfWork.Forget();
        if (await keys.FindAsync(key.UserId, key.Id, cancellationToken) is not { } current)
        {
            return;
        }

        var failure = await changes.CarryAsync(current, cancellationToken);
        report.Repaired += failure is null ? 1 : 0;
        report.Failed += failure is null ? 0 : 1;
    }

    /// <summary>Asks for each key that was on no page; it may have been made meanwhile.</summary>
    private async Task<Error?> CheckAbsentAsync(HashSet<UInt128> there, ReconcileReport report, CancellationToken cancellationToken)
    {
        var absent = new List<KeyOfUser>();
        await foreach (var one in found.StreamAliveAsync().WithCancellation(cancellationToken))
        {
            if (!there.Contains(Short(one.Hash)))
            {
                absent.Add(one);
            }
        }

        foreach (var one in absent)
        {
            unitOfWork.Forget();
            if (await keys.FindAsync(one.UserId, one.KeyId, cancellationToken) is not { PendingSince: null, MissingSince: null, State: KeyState.Active or KeyState.Disabled } key)
            {
                continue;
            }

            var failure = await changes.CarryAsync(key, cancellationToken);
            if (failure?.Code == KeyErrors.EndedAtBackend.Code)
            {
                report.Ended++;
            }
            else if (failure is not null)
            {
                report.Failed++;
                if (failure.Code == KeyErrors.BackendUnavailable.Code)
                {
                    return failure;
                }
            }
        }

        return null;
    }

    private static Dictionary<ApiKeyId, DateTimeOffset> LastUse(IReadOnlyList<BackendRecord> page, Dictionary<string, ApiKey> byHash) =>
        (from record in page
         where record.LastUsedAt is not null && byHash.ContainsKey(record.Hash)
         group record.LastUsedAt!.Value by byHash[record.Hash] into uses
         where !(uses.Key.LastUsedAt >= uses.Max())
         select (uses.Key.Id, At: uses.Max())).ToDictionary(use => use.Id, use => use.At);

    private static UInt128 Short(string hash) => UInt128.Parse(hash.AsSpan(0, 32), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}

using AkashChat.Application.Accounts;
using AkashChat.Application.Common;
using AkashChat.Application.Keys.Backend;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.ReconcileKeys;

/// <summary>Deals with keys that the backend knows and that are not in use here: adopted if their owner is known, ended if not, taken back if they were only thought to be gone, switched off if they are blocked there.</summary>
internal sealed class StrayKeys(
    IUserStore users, IKeyStore keys, IKeyBackend backend, KeyChanges changes, KeyPolicies policies, IAuditLog audit, IUnitOfWork unitOfWork, TimeProvider clock)
{
    // Few enough for one request, and for the backend's patience.
    private const int BatchSize = 50;

    /// <summary>Writes a key down that only the backend knew: the records were restored from a backup before it.</summary>
    /// <returns>Whether it is written down; if not, nobody we know holds it.</returns>
    internal async Task<bool> AdoptAsync(ApiKeyId id, BackendRecord record, ReconcileReport report, CancellationToken cancellationToken)
    {
        unitOfWork.Forget();
        if (record.UserId is not { } userId || await users.FindAsync(userId, cancellationToken) is not { } owner)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        var policy = policies.For(owner.Tier);
        var slot = ApiKey.FindFreeSlot(await keys.LoadAsync(owner.Id, cancellationToken), policy, now);
        var adopted = new AdoptableKey(id, NameOf(record), record.Hash, record.Preview ?? "sk-…", record.CreatedAt ?? now, record.ExpiresAt, record.Limits);
        var key = ApiKey.Adopt(owner, adopted, policy, slot, now);
        keys.Add(key);
        audit.Add(AuditEntry.OfProgram(owner.Id, AuditActions.KeyAdopted, now, id.Value));

        // Somebody else may be quicker to write it down, or take the place: the next pass sees.
        var saved = await changes.SaveAsync([key], cancellationToken);
        report.Adopted += saved.IsSuccess ? 1 : 0;
        report.Failed += saved.IsSuccess ? 0 : 1;
        return true;
    }

    /// <summary>Takes a key back into use that the backend did not know, and knows again: as it was, and off if it is blocked there.</summary>
    internal async Task ReturnAsync(ApiKey key, BackendRecord record, User owner, ReconcileReport report, CancellationToken cancellationToken)
    {
        unitOfWork.Forget();
        var owned = await keys.LoadAsync(owner.Id, cancellationToken);
        if (owned.FirstOrDefault(one => one.Id == key.Id) is not { MissingSince: not null } current)
        {
            return;
        }

        var now = clock.GetUtcNow();
        current.Find(ApiKey.FindFreeSlot(owned, policies.For(owner.Tier), now), now);
        if (record.IsBlocked && current.State == KeyState.Active)
        {
            current.Disable();
        }

        audit.Add(AuditEntry.OfProgram(owner.Id, AuditActions.KeyReturned, now, key.Id.Value));
        var saved = await changes.SaveAsync([current], cancellationToken);
        report.Returned += saved.IsSuccess ? 1 : 0;
        report.Failed += saved.IsSuccess ? 0 : 1;
    }

    /// <summary>Switches a key off that somebody has blocked at the backend: an operator's act is not to be undone behind their back.</summary>
    internal async Task SwitchOffAsync(ApiKey key, ReconcileReport report, CancellationToken cancellationToken)
    {
        unitOfWork.Forget();
        if (await keys.FindAsync(key.UserId, key.Id, cancellationToken) is not { State: KeyState.Active, PendingSince: null } current)
        {
            return;
        }

        current.Disable();
        audit.Add(AuditEntry.OfProgram(current.UserId, AuditActions.KeyDisabled, clock.GetUtcNow(), current.Id.Value, "blocked at the model gateway"));
        var saved = await changes.SaveAsync([current], cancellationToken);
        report.SwitchedOff += saved.IsSuccess ? 1 : 0;
        report.Failed += saved.IsSuccess ? 0 : 1;
    }

    /// <summary>Ends secrets at the backend.</summary>
    internal async Task<Error?> EndAsync(IReadOnlyList<string> hashes, ReconcileReport report, CancellationToken cancellationToken)
    {
        foreach (var batch in hashes.Chunk(BatchSize))
        {
            if (await backend.RemoveAsync(batch, cancellationToken) is { } failure)
            {
                report.Failed += batch.Length;
                return failure;
            }

            report.StraysEnded += batch.Length;
        }

        return null;
    }

    private static string NameOf(BackendRecord record)
    {
        var name = record.Name?.Trim();
        return string.IsNullOrEmpty(name) ? "Found key" : name.Length > ApiKey.NameMaxLength ? name[..ApiKey.NameMaxLength] : name;
    }
}

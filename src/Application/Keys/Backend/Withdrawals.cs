using AkashChat.Application.Accounts;
using AkashChat.Application.Common;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.Backend;

/// <summary>Takes back new secrets that were never handed over, here and at the backend.</summary>
internal sealed class Withdrawals(
    IUserStore users, IKeyStore keys, ISessionStore sessions, IKeyBackend backend, IAuditLog audit, IUnitOfWork unitOfWork, TimeProvider clock)
{
    /// <summary>After a new key could not be made known: takes it back at once if the backend said no, else leaves that to the reconciler, because it may still arrive there.</summary>
    internal async Task AfterFailureAsync(ApiKey key, User owner, Error failure, CancellationToken cancellationToken)
    {
        if (failure.Code != KeyErrors.BackendUnavailable.Code && await WithdrawAsync(key, owner, cancellationToken) is null)
        {
            return;
        }

        // Its owner may try again at once; the place is not needed for a key that nobody gets.
        key.GiveBackSlot();
        await unitOfWork.SaveChangesAsync(CancellationToken.None);
    }

    /// <summary>After the new secret of a rotation could not be made known: the same.</summary>
    internal async Task AfterFailureAsync(ApiKey key, Error failure, CancellationToken cancellationToken)
    {
        if (failure.Code != KeyErrors.BackendUnavailable.Code
            && key.PendingHash is { } hash && await backend.RemoveAsync([hash], cancellationToken) is null)
        {
            key.AbandonRotation();
            await unitOfWork.SaveChangesAsync(CancellationToken.None);
        }
    }

    /// <summary>Takes back a key in the state issuing, and its owner if they came with it: nobody has either's secrets.</summary>
    /// <returns>Why it could not be taken back; null: it is gone.</returns>
    internal async Task<Error?> WithdrawAsync(ApiKey key, User owner, CancellationToken cancellationToken)
    {
        var cameWithIt = owner.Subject is null && owner.CreatedAt == key.CreatedAt;
        var failure = await backend.RemoveAsync([key.Hash], cancellationToken)
            ?? (cameWithIt ? await backend.RemoveUserAsync(owner.Id, cancellationToken) : null);
        if (failure is not null)
        {
            return failure;
        }

        audit.Add(AuditEntry.OfProgram(owner.Id, AuditActions.KeyWithdrawn, clock.GetUtcNow(), key.Id.Value));
        if (cameWithIt)
        {
            await sessions.DeleteAllAsync(owner.Id, CancellationToken.None);
            users.Remove(owner);
        }
        else
        {
            keys.Remove(key);
        }

        var saved = await unitOfWork.SaveChangesAsync(CancellationToken.None);
        return saved.IsSuccess ? null : saved.Error;
    }
}

using AkashChat.Application.Accounts;
using AkashChat.Application.Common;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using Microsoft.Extensions.Logging;

namespace AkashChat.Application.Keys.Backend;

/// <summary>Saves changes of keys, and carries them to the backend if it keeps keys of its own.</summary>
/// <remarks>
/// What is to be true is saved first, with a mark; then it is carried; then the mark is taken away, unless the key was changed
/// again meanwhile. Whatever dies in between leaves the mark, and <see cref="ReconcileKeys.ReconcileKeysHandler"/> does the rest. A
/// new secret goes the other way round: it is noted, made known to the backend, and only then is it the key's.
/// See docs/decisions/0010-key-backend.md.
/// </remarks>
internal sealed partial class KeyChanges(
    IUserStore users, IKeyStore keys, IKeyBackend backend, Withdrawals withdrawals, KeyPolicies policies, IAuditLog audit, IUnitOfWork unitOfWork,
    TimeProvider clock, ILogger<KeyChanges> logger)
{
    private const int MaxRounds = 3;

    // Longer than one call may take, and well below the age at which the reconciler takes a mark for a leftover.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    /// <summary>Whether a new secret could be made known at this moment.</summary>
    internal Task<Error?> CheckAsync(CancellationToken cancellationToken) =>
        backend.KeepsKeys ? backend.CheckAsync(cancellationToken) : Task.FromResult<Error?>(null);

    /// <summary>Saves a new key and makes it known: a key that cannot be made known is withdrawn.</summary>
    internal async Task<Result<Unit>> IssueAsync(ApiKey key, User owner, KeySecret secret, CancellationToken cancellationToken)
    {
        if (!backend.KeepsKeys)
        {
            return await unitOfWork.SaveChangesAsync(cancellationToken);
        }

        key.BeginIssuing(clock.GetUtcNow());
        var noted = await unitOfWork.SaveChangesAsync(cancellationToken);
        if (!noted.IsSuccess)
        {
            return noted.Error;
        }

        using var deadline = new CancellationTokenSource(Deadline, clock);
        if (await backend.IssueAsync(Wanted(key, owner.Tier), secret, deadline.Token) is { } refused)
        {
            await withdrawals.AfterFailureAsync(key, owner, refused, deadline.Token);
            return refused;
        }

        // From here on a caller who left does not matter: the key is saved, or it is a leftover.
        key.EndIssuing();
        return await unitOfWork.SaveChangesAsync(CancellationToken.None);
    }

    /// <summary>Makes the new secret of a rotation known, which the caller then makes the key's.</summary>
    /// <returns>Why the rotation is not to be; null: go on.</returns>
    internal async Task<Error?> IntroduceAsync(ApiKey key, User owner, KeySecret secret, CancellationToken cancellationToken)
    {
        if (!backend.KeepsKeys)
        {
            return null;
        }

        if (key.PendingHash is not null)
        {
            // Another rotation is under way, or the reconciler has not yet seen that it is not.
            return CommonErrors.ChangedMeanwhile;
        }

        var now = clock.GetUtcNow();
        key.BeginRotation(secret, now);
        var noted = await unitOfWork.SaveChangesAsync(cancellationToken);
        if (!noted.IsSuccess)
        {
            return noted.Error;
        }

        using var deadline = new CancellationTokenSource(Deadline, clock);
        var wanted = Wanted(key, owner.Tier);
        var introduced = wanted with { Secrets = [wanted.Secrets[0] with { Hash = secret.Hash }], EndedHashes = [], SpentBy = key.Hash };
        if (await backend.IssueAsync(introduced, secret, deadline.Token) is { } refused)
        {
            await withdrawals.AfterFailureAsync(key, refused, deadline.Token);
            return refused;
        }

        return null;
    }

    /// <summary>Saves changes of keys and carries them.</summary>
    /// <returns><see cref="KeyErrors.BackendPending"/>: saved, but not carried yet.</returns>
    internal async Task<Result<Unit>> SaveAsync(IReadOnlyCollection<ApiKey> changed, CancellationToken cancellationToken)
    {
        if (backend.KeepsKeys)
        {
            foreach (var key in changed)
            {
                key.AwaitBackend(clock.GetUtcNow());
            }
        }

        var saved = await unitOfWork.SaveChangesAsync(cancellationToken);
        if (!saved.IsSuccess || !backend.KeepsKeys)
        {
            return saved;
        }

        Error? failure = null;
        using var deadline = new CancellationTokenSource(Deadline, clock);
        foreach (var key in changed)
        {
            failure = await CarryAsync(key, deadline.Token) ?? failure;
        }

        return failure is null ? default(Unit)
            : failure.Code == KeyErrors.EndedAtBackend.Code ? failure
            : KeyErrors.BackendPending;
    }

    /// <summary>Has the backend forget a user, before they are erased here.</summary>
    /// <returns>Why it could not; nothing is to be erased then.</returns>
    internal async Task<Error?> ForgetUserAsync(UserId userId, CancellationToken cancellationToken)
    {
        if (!backend.KeepsKeys)
        {
            return null;
        }

        // Whatever dies from here on: keys that the backend has forgotten already are found by their marks.
        foreach (var key in await keys.LoadAsync(userId, cancellationToken))
        {
            key.AwaitBackend(clock.GetUtcNow());
        }

        var noted = await unitOfWork.SaveChangesAsync(cancellationToken);
        return noted.IsSuccess ? await backend.RemoveUserAsync(userId, CancellationToken.None) : noted.Error;
    }

    /// <summary>Carries what is saved of a key, and takes the mark away; notes it if the backend does not know the key any more.</summary>
    /// <returns>Why it could not be carried, or <see cref="KeyErrors.EndedAtBackend"/>; null: both agree.</returns>
    internal async Task<Error?> CarryAsync(ApiKey key, CancellationToken cancellationToken)
    {
        var current = key;
        Error? failure = null;
        for (var round = 1; round <= MaxRounds; round++)
        {
            if (await users.FindAsync(current.UserId, CancellationToken.None) is not { } owner)
            {
                return null;
            }

            failure = await backend.ApplyAsync(Wanted(current, owner.Tier), cancellationToken);
            if (failure is not null && failure.Code != KeyErrors.EndedAtBackend.Code)
            {
                if (failure.Code != KeyErrors.BackendUnavailable.Code)
                {
                    Log.NotCarried(logger, current.Id, failure.Code);
                }

                break;
            }

            if (failure is null)
            {
                current.Settle();
            }
            else
            {
                Miss(current);
            }

            var saved = await unitOfWork.SaveChangesAsync(CancellationToken.None);
            if (saved.IsSuccess)
            {
                return failure;
            }

            // Changed again meanwhile: what we carried may have arrived after what the other one carried.
            unitOfWork.Forget();
            if (await keys.FindAsync(current.UserId, current.Id, CancellationToken.None) is not { } newer)
            {
                return null;
            }

            current = newer;
        }

        // Whoever carried something else may have taken the mark away, and what we sent may still arrive.
        await keys.MarkPendingAsync(current.Id, clock.GetUtcNow(), CancellationToken.None);
        return failure ?? CommonErrors.ChangedMeanwhile;
    }

    private void Miss(ApiKey key)
    {
        var now = clock.GetUtcNow();
        if (key.MissingSince is null)
        {
            Log.Missing(logger, key.Id);
            audit.Add(AuditEntry.OfProgram(key.UserId, AuditActions.KeyEndedAtBackend, now, key.Id.Value));
        }

        key.Miss(now);
    }

    private BackendKey Wanted(ApiKey key, Tier tier) => BackendKey.Of(key, tier, policies.For(tier), clock.GetUtcNow());

    private static partial class Log
    {
        [LoggerMessage(3400, LogLevel.Warning, "Key {KeyId} is not known to the model gateway: it does not work, and is shown as ended until it is known again")]
        public static partial void Missing(ILogger logger, ApiKeyId keyId);

        [LoggerMessage(3401, LogLevel.Warning, "A change of key {KeyId} could not be carried to the model gateway ({Code}); it is tried again")]
        public static partial void NotCarried(ILogger logger, ApiKeyId keyId, string code);
    }
}

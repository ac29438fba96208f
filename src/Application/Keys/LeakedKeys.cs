using AkashChat.Application.Accounts;
using AkashChat.Application.Common;
using AkashChat.Application.Keys.Backend;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys;

/// <summary>Stops what a leaked secret opens. Whoever presents a whole key may have it stopped: they could use it, which is worse.</summary>
internal sealed class LeakedKeys(IKeyStore keys, IAuditLog audit, KeyChanges changes, IUnitOfWork unitOfWork, TimeProvider clock)
{
    private const int MaxRounds = 2;

    /// <summary>Stops it, once more if the key was changed at the same moment: that may have been a rotation, or another report.</summary>
    /// <param name="hash">The hash of what leaked.</param>
    /// <param name="reporter">Who says so, and from where.</param>
    /// <param name="refuse">Says why a report that will change something is one too many; asked once, and never for one that changes nothing.</param>
    /// <param name="cancellationToken">The reporter has left.</param>
    internal async Task<Result<StoppedKey>> StopAsync(
        string hash, LeakReporter reporter, Func<Task<Error?>>? refuse, CancellationToken cancellationToken)
    {
        for (var round = 1; ; round++)
        {
            if (await keys.FindByHashAsync(hash, cancellationToken) is not { } key)
            {
                return KeyErrors.LeakUnknown;
            }

            var now = clock.GetUtcNow();
            var isNewest = key.Hash == hash;
            if (key.State == KeyState.Revoked || (!isNewest && key.PreviousEndsAt <= now))
            {
                return new StoppedKey(key.Id, LeakOutcome.AlreadyStopped);
            }

            if (round == 1 && refuse is not null && await refuse() is { } tooOften)
            {
                return tooOften;
            }

            var outcome = Stop(key, isNewest, reporter, now);
            var saved = await changes.SaveAsync([key], cancellationToken);
            if (saved.IsSuccess)
            {
                return new StoppedKey(key.Id, outcome);
            }

            if (saved.Error.Code != CommonErrors.ChangedMeanwhile.Code || round == MaxRounds)
            {
                return saved.Error;
            }

            unitOfWork.Forget();
        }
    }

    private LeakOutcome Stop(ApiKey key, bool isNewest, LeakReporter reporter, DateTimeOffset now)
    {
        if (isNewest)
        {
            key.Revoke(RevocationReason.Leak, now);
        }
        else
        {
            key.EndPreviousSecret(now);
        }

        audit.Add(new AuditEntry
        {
            Id = Guid.CreateVersion7(now),
            At = now,
            Actor = reporter.Actor,
            UserId = key.UserId,
            KeyId = key.Id.Value,
            Action = isNewest ? AuditActions.KeyLeaked : AuditActions.KeyLeakedPreviousSecret,
            Network = reporter.Network,
        });
        return isNewest ? LeakOutcome.Revoked : LeakOutcome.PreviousSecretEnded;
    }
}

/// <summary>Who says that a key has leaked.</summary>
/// <param name="Actor">Who.</param>
/// <param name="Network">From where.</param>
internal sealed record LeakReporter(AuditActor Actor, ClientNetwork Network);

using AkashChat.Application.Accounts;
using AkashChat.Application.Common;
using AkashChat.Application.Keys.Backend;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.ReconcileKeys;

/// <summary>Deals with keys whose mark has stood longer than any request lives: whoever set it has died, or the backend was away.</summary>
internal sealed class LeftoverKeys(
    IReconcileStore found, IUserStore users, IKeyStore keys, IKeyBackend backend, KeyChanges changes, Withdrawals withdrawals,
    IUnitOfWork unitOfWork, TimeProvider clock)
{
    /// <summary>How old a mark is before it is a leftover: three times what a request may take.</summary>
    internal static readonly TimeSpan Age = TimeSpan.FromSeconds(60);

    private const int PageSize = 200;

    /// <summary>Deals with all there are.</summary>
    /// <returns>Why it stopped early; null: it did not.</returns>
    internal async Task<Error?> DealWithAsync(ReconcileReport report, CancellationToken cancellationToken)
    {
        var seen = new HashSet<ApiKeyId>();
        while (true)
        {
            var marked = await found.ListMarkedAsync(clock.GetUtcNow() - Age, PageSize, cancellationToken);
            var fresh = marked.Where(one => seen.Add(one.KeyId)).ToArray();
            if (fresh.Length == 0)
            {
                return null;
            }

            foreach (var one in fresh)
            {
                unitOfWork.Forget();
                if (await users.FindAsync(one.UserId, cancellationToken) is not { } owner
                    || await keys.FindAsync(one.UserId, one.KeyId, cancellationToken) is not { PendingSince: not null } key)
                {
                    continue;
                }

                if (await DealWithAsync(key, owner, report, cancellationToken) is { } failure)
                {
                    report.Failed++;
                    if (failure.Code == KeyErrors.BackendUnavailable.Code)
                    {
                        // It is away: asking for each key would only take longer.
                        return failure;
                    }
                }
            }
        }
    }

    private async Task<Error?> DealWithAsync(ApiKey key, User owner, ReconcileReport report, CancellationToken cancellationToken)
    {
        // Taken over first: whoever set the mark, and lives after all, finds the key changed and hands nothing over.
        key.AwaitBackend(clock.GetUtcNow());
        var taken = await unitOfWork.SaveChangesAsync(cancellationToken);
        if (!taken.IsSuccess)
        {
            return null;
        }

        if (key.State == KeyState.Issuing)
        {
            var failure = await withdrawals.WithdrawAsync(key, owner, cancellationToken);
            report.Withdrawn += failure is null ? 1 : 0;
            return failure;
        }

        if (key.PendingHash is { } hash)
        {
            if (await backend.RemoveAsync([hash], cancellationToken) is { } away)
            {
                return away;
            }

            key.AbandonRotation();
            key.AwaitBackend(clock.GetUtcNow());
            var abandoned = await unitOfWork.SaveChangesAsync(cancellationToken);
            if (!abandoned.IsSuccess)
            {
                return null;
            }

            report.Withdrawn++;
        }

        return await CarryAsync(key, report, cancellationToken);
    }

    private async Task<Error?> CarryAsync(ApiKey key, ReconcileReport report, CancellationToken cancellationToken)
    {
        var failure = await changes.CarryAsync(key, cancellationToken);
        if (failure?.Code == KeyErrors.EndedAtBackend.Code)
        {
            report.Ended++;
            return null;
        }

        report.Completed += failure is null ? 1 : 0;
        return failure;
    }
}

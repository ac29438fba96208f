using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Usage.TakeOver;

/// <summary>Finds or makes the accounts that keys are taken over into.</summary>
internal sealed class TakenAccounts(ITakeOverStore store, string? issuer)
{
    private readonly Dictionary<UserId, TakenAccount> _byPlan = [];
    private readonly Dictionary<UserId, TakenAccount> _byUser = [];
    private readonly Dictionary<string, TakenAccount> _bySubject = new(StringComparer.Ordinal);

    /// <summary>Looks for the accounts of these plans that were not looked for yet.</summary>
    /// <returns>The plans' ids whose account was deleted here.</returns>
    internal async Task<HashSet<UserId>> LookUpAsync(IReadOnlyCollection<AccountPlan> plans, CancellationToken cancellationToken)
    {
        var open = plans.Where(plan => !_byPlan.ContainsKey(plan.Id)).DistinctBy(plan => plan.Id).ToList();
        var subjects = open.Select(plan => plan.Identity?.Subject).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        UserId[] ids = [.. open.Select(plan => plan.Id)];
        foreach (var user in await store.FindUsersAsync(ids, issuer, subjects, cancellationToken))
        {
            _byPlan[user.Id] = AccountOf(user);
            if (issuer is not null && user.Issuer == issuer && user.Subject is { } subject)
            {
                _bySubject[subject] = _byPlan[user.Id];
            }
        }

        foreach (var plan in open)
        {
            if (!_byPlan.ContainsKey(plan.Id) && plan.Identity is { } identity && _bySubject.TryGetValue(identity.Subject, out var account))
            {
                _byPlan[plan.Id] = account;
            }
        }

        UserId[] found = [.. open.Where(plan => _byPlan.ContainsKey(plan.Id)).Select(plan => _byPlan[plan.Id].User.Id).Distinct()];
        foreach (var (userId, slot) in await store.FindSlotsAsync(found, cancellationToken))
        {
            _byUser[userId].Occupy(slot);
        }

        return [.. await store.FindAuditedAsync([.. ids.Where(id => !_byPlan.ContainsKey(id))], AuditActions.UserErased, cancellationToken)];
    }

    /// <summary>The account of a plan.</summary>
    /// <param name="plan">The plan; it was looked for.</param>
    /// <param name="isNew">Whether it was made now.</param>
    internal TakenAccount FindOrMake(AccountPlan plan, out bool isNew)
    {
        isNew = !_byPlan.TryGetValue(plan.Id, out var account);
        if (account is null)
        {
            account = AccountOf(User.TakeOver(plan.Id, plan.Team, plan.Identity, plan.CreatedAt));
            _byPlan.Add(plan.Id, account);
            if (plan.Identity is { } identity)
            {
                _bySubject[identity.Subject] = account;
            }
        }

        return account;
    }

    private TakenAccount AccountOf(User user)
    {
        if (!_byUser.TryGetValue(user.Id, out var account))
        {
            account = new TakenAccount(user);
            _byUser.Add(user.Id, account);
        }

        return account;
    }
}

using AkashChat.Application.Accounts;
using AkashChat.Application.Common;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.RenewApiKey;

internal sealed class RenewApiKeyHandler(
    KeyIssuing issuing,
    IKeyStore keys,
    IAuditLog audit,
    IUnitOfWork unitOfWork,
    SlotRace race,
    TimeProvider clock)
    : ICommandHandler<RenewApiKeyCommand, KeyView>
{
    public async Task<Result<KeyView>> Handle(RenewApiKeyCommand command, CancellationToken cancellationToken)
    {
        var toll = new IssuingToll(command.Visitor, command.AcceptsTerms, command.Answer);
        return await race.RunAsync(() => RenewAsync(command, toll, clock.GetUtcNow(), cancellationToken));
    }

    private async Task<Result<KeyView>> RenewAsync(
        RenewApiKeyCommand command, IssuingToll toll, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var allowed = await issuing.AllowAsync(toll, now, cancellationToken);
        if (!allowed.IsSuccess)
        {
            return allowed.Error;
        }

        var (user, policy) = allowed.Value;
        var owned = await keys.LoadAsync(user.Id, cancellationToken);
        if (owned.FirstOrDefault(candidate => candidate.Id == command.KeyId) is not { } key)
        {
            return KeyErrors.NotFound;
        }

        if (key.State == KeyState.Revoked)
        {
            return KeyErrors.WrongState;
        }

        if (key.LatestEnd is null || policy.Lifetime is null)
        {
            return KeyErrors.NoEnd;
        }

        var free = ApiKey.FindFreeSlot(owned, policy, now);
        if ((key.Slot ?? free) is not { } slot)
        {
            return KeyErrors.LimitReached;
        }

        if (await issuing.PayAsync(toll, user, now, cancellationToken) is { } unpaid)
        {
            return unpaid;
        }

        key.Renew(policy, slot, now);
        audit.Add(AuditEntry.Of(command.Visitor, AuditActions.KeyRenewed, now, key.Id.Value));
        var saved = await unitOfWork.SaveChangesAsync(cancellationToken);
        return saved.IsSuccess ? KeyView.Of(key, policy, now) : saved.Error;
    }
}

using AkashChat.Application.Accounts;
using AkashChat.Application.Common;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Backend;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.RenewApiKey;

internal sealed class RenewApiKeyHandler(
    KeyIssuing issuing,
    IKeyStore keys,
    IAuditLog audit,
    KeyChanges changes,
    IUnitOfWork unitOfWork,
    ChallengeTurn turns,
    TimeProvider clock)
    : ICommandHandler<RenewApiKeyCommand, KeyView>
{
    public async Task<Result<KeyView>> Handle(RenewApiKeyCommand command, CancellationToken cancellationToken)
    {
        var toll = new IssuingToll(command.Visitor, command.AcceptsTerms, command.Answer);
        using var turn = await turns.EnterAsync(command.Answer, command.Visitor.Network, cancellationToken);
        return await unitOfWork.RepeatIfLostAsync(
            () => RenewAsync(command, toll, clock.GetUtcNow(), cancellationToken), KeyErrors.SlotTaken, CommonErrors.ChangedMeanwhile);
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
        if (owned.FirstOrDefault(candidate => candidate.Id == command.KeyId) is not { State: not KeyState.Issuing } key)
        {
            return KeyErrors.NotFound;
        }

        if (key.State == KeyState.Revoked)
        {
            return KeyErrors.WrongState;
        }

        // Where keys live without end, only one that has ended all the same can begin anew: it was of another tier, or its holder chose the end.
        if (policy.Lifetime is null && key.StateAt(now) != KeyState.Expired)
        {
            return KeyErrors.NoEnd;
        }

        var free = ApiKey.FindFreeSlot(owned, policy, now);
        var slot = key.Slot ?? free;
        if (slot is null && key.State != KeyState.Disabled)
        {
            return KeyErrors.LimitReached;
        }

        if (await issuing.PayAsync(toll, user, now, cancellationToken) is { } unpaid)
        {
            return unpaid;
        }

        key.Renew(policy, slot, now);
        audit.Add(AuditEntry.Of(command.Visitor, AuditActions.KeyRenewed, now, key.Id.Value));
        var saved = await changes.SaveAsync([key], cancellationToken);
        return saved.IsSuccess ? KeyView.Of(key, policy, now) : saved.Error;
    }
}

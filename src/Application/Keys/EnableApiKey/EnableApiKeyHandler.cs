using AkashChat.Application.Accounts;
using AkashChat.Application.Common;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Backend;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.EnableApiKey;

internal sealed class EnableApiKeyHandler(
    OwnedKeys owned, IKeyStore keys, TermsGate terms, IAuditLog audit, KeyChanges changes, IUnitOfWork unitOfWork, TimeProvider clock)
    : ICommandHandler<EnableApiKeyCommand, KeyView>
{
    public Task<Result<KeyView>> Handle(EnableApiKeyCommand command, CancellationToken cancellationToken) =>
        unitOfWork.RepeatIfLostAsync(
            () => EnableAsync(command, clock.GetUtcNow(), cancellationToken), KeyErrors.SlotTaken, CommonErrors.ChangedMeanwhile);

    private async Task<Result<KeyView>> EnableAsync(EnableApiKeyCommand command, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = await owned.FindAsync(command.Visitor, command.KeyId, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var (key, owner, policy) = found.Value;
        var state = KeyView.Of(key, policy, now).State;
        if (state == KeyState.Active)
        {
            return KeyView.Of(key, policy, now);
        }

        if (state != KeyState.Disabled)
        {
            return KeyErrors.WrongState;
        }

        if (await terms.RefuseAsync(command.Visitor, command.AcceptsTerms, now, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (ApiKey.FindFreeSlot(await keys.LoadAsync(owner.Id, cancellationToken), policy, now) is not { } slot)
        {
            return KeyErrors.LimitReached;
        }

        key.Enable(slot);
        audit.Add(AuditEntry.Of(command.Visitor, AuditActions.KeyEnabled, now, key.Id.Value));
        var saved = await changes.SaveAsync([key], cancellationToken);
        return saved.IsSuccess ? KeyView.Of(key, policy, now) : saved.Error;
    }
}

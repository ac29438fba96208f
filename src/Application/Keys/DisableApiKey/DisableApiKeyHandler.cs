using AkashChat.Application.Accounts;
using AkashChat.Application.Common;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.DisableApiKey;

internal sealed class DisableApiKeyHandler(OwnedKeys owned, IAuditLog audit, IUnitOfWork unitOfWork, TimeProvider clock)
    : ICommandHandler<DisableApiKeyCommand, KeyView>
{
    public async Task<Result<KeyView>> Handle(DisableApiKeyCommand command, CancellationToken cancellationToken)
    {
        var found = await owned.FindAsync(command.Visitor, command.KeyId, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var (key, _, policy) = found.Value;
        var now = clock.GetUtcNow();
        if (key.State is not (KeyState.Active or KeyState.Disabled))
        {
            return KeyErrors.WrongState;
        }

        if (key.State == KeyState.Active)
        {
            key.Disable();
            audit.Add(AuditEntry.Of(command.Visitor, AuditActions.KeyDisabled, now, key.Id.Value));
        }

        var saved = await unitOfWork.SaveChangesAsync(cancellationToken);
        return saved.IsSuccess ? KeyView.Of(key, policy, now) : saved.Error;
    }
}

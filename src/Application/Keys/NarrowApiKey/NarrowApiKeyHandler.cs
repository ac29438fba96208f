using AkashChat.Application.Accounts;
using AkashChat.Application.Common;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.NarrowApiKey;

internal sealed class NarrowApiKeyHandler(OwnedKeys owned, IAuditLog audit, IUnitOfWork unitOfWork, TimeProvider clock)
    : ICommandHandler<NarrowApiKeyCommand, KeyView>
{
    public async Task<Result<KeyView>> Handle(NarrowApiKeyCommand command, CancellationToken cancellationToken)
    {
        var found = await owned.FindAsync(command.Visitor, command.KeyId, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var (key, _, policy) = found.Value;
        var now = clock.GetUtcNow();
        var view = KeyView.Of(key, policy, now);
        if (view.State is not (KeyState.Active or KeyState.Disabled))
        {
            return KeyErrors.WrongState;
        }

        if (!policy.Limits.Contain(command.Limits) || command.EndsAt > view.LatestEnd)
        {
            return KeyErrors.TooWide;
        }

        key.Narrow(command.Limits, command.EndsAt ?? key.LatestEnd, policy);
        audit.Add(AuditEntry.Of(command.Visitor, AuditActions.KeyNarrowed, now, key.Id.Value));
        var saved = await unitOfWork.SaveChangesAsync(cancellationToken);
        return saved.IsSuccess ? KeyView.Of(key, policy, now) : saved.Error;
    }
}

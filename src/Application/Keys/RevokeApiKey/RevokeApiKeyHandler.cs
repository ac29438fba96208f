using AkashChat.Application.Accounts;
using AkashChat.Application.Common;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.RevokeApiKey;

internal sealed class RevokeApiKeyHandler(OwnedKeys owned, IAuditLog audit, IUnitOfWork unitOfWork, TimeProvider clock)
    : ICommandHandler<RevokeApiKeyCommand, KeyView>
{
    public async Task<Result<KeyView>> Handle(RevokeApiKeyCommand command, CancellationToken cancellationToken)
    {
        var found = await owned.FindAsync(command.Visitor, command.KeyId, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var (key, _, policy) = found.Value;
        var now = clock.GetUtcNow();
        if (key.State != KeyState.Revoked)
        {
            key.Revoke(RevocationReason.Holder, now);
            audit.Add(AuditEntry.Of(command.Visitor, AuditActions.KeyRevoked, now, key.Id.Value));
        }

        var saved = await unitOfWork.SaveChangesAsync(cancellationToken);
        return saved.IsSuccess ? KeyView.Of(key, policy, now) : saved.Error;
    }
}

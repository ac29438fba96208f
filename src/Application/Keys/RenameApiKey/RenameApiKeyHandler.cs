using AkashChat.Application.Accounts;
using AkashChat.Application.Common;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Keys.RenameApiKey;

internal sealed class RenameApiKeyHandler(OwnedKeys owned, IAuditLog audit, IUnitOfWork unitOfWork, TimeProvider clock)
    : ICommandHandler<RenameApiKeyCommand, KeyView>
{
    public async Task<Result<KeyView>> Handle(RenameApiKeyCommand command, CancellationToken cancellationToken)
    {
        var found = await owned.FindAsync(command.Visitor, command.KeyId, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var (key, _, policy) = found.Value;
        var now = clock.GetUtcNow();
        key.Rename(command.KeyName);
        audit.Add(AuditEntry.Of(command.Visitor, AuditActions.KeyRenamed, now, key.Id.Value));
        var saved = await unitOfWork.SaveChangesAsync(cancellationToken);
        return saved.IsSuccess ? KeyView.Of(key, policy, now) : saved.Error;
    }
}

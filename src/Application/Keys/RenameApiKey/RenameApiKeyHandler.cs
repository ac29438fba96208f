using AkashChat.Application.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Keys.RenameApiKey;

internal sealed class RenameApiKeyHandler(OwnedKeys owned) : ICommandHandler<RenameApiKeyCommand, KeyView>
{
    public Task<Result<KeyView>> Handle(RenameApiKeyCommand command, CancellationToken cancellationToken) =>
        owned.ChangeAsync(command.Visitor, command.KeyId, (found, _) => Rename(found, command.KeyName), cancellationToken);

    private static Result<string?> Rename(OwnedKey found, string name)
    {
        found.Key.Rename(name);
        return AuditActions.KeyRenamed;
    }
}

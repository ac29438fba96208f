using AkashChat.Application.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.DisableApiKey;

internal sealed class DisableApiKeyHandler(OwnedKeys owned) : ICommandHandler<DisableApiKeyCommand, KeyView>
{
    public Task<Result<KeyView>> Handle(DisableApiKeyCommand command, CancellationToken cancellationToken) =>
        owned.ChangeAsync(command.Visitor, command.KeyId, (found, _) => Disable(found), cancellationToken);

    private static Result<string?> Disable(OwnedKey found)
    {
        switch (found.Key.State)
        {
            case KeyState.Active:
                found.Key.Disable();
                return AuditActions.KeyDisabled;
            case KeyState.Disabled:
                return Result<string?>.Success(null);
            default:
                return KeyErrors.WrongState;
        }
    }
}

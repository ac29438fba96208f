using AkashChat.Application.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.RevokeApiKey;

internal sealed class RevokeApiKeyHandler(OwnedKeys owned) : ICommandHandler<RevokeApiKeyCommand, KeyView>
{
    public Task<Result<KeyView>> Handle(RevokeApiKeyCommand command, CancellationToken cancellationToken) =>
        owned.ChangeAsync(command.Visitor, command.KeyId, Revoke, cancellationToken);

    private static Result<string?> Revoke(OwnedKey found, DateTimeOffset now)
    {
        if (found.Key.State == KeyState.Revoked)
        {
            return Result<string?>.Success(null);
        }

        found.Key.Revoke(RevocationReason.Holder, now);
        return AuditActions.KeyRevoked;
    }
}

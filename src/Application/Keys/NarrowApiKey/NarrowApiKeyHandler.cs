using AkashChat.Application.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.NarrowApiKey;

internal sealed class NarrowApiKeyHandler(OwnedKeys owned) : ICommandHandler<NarrowApiKeyCommand, KeyView>
{
    public Task<Result<KeyView>> Handle(NarrowApiKeyCommand command, CancellationToken cancellationToken) =>
        owned.ChangeAsync(command.Visitor, command.KeyId, (found, now) => Narrow(found, command, now), cancellationToken);

    private static Result<string?> Narrow(OwnedKey found, NarrowApiKeyCommand command, DateTimeOffset now)
    {
        var (key, _, policy) = found;
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
        return AuditActions.KeyNarrowed;
    }
}

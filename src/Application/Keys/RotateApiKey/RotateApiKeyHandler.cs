using AkashChat.Application.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Backend;
using AkashChat.Application.Keys.CreateApiKey;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.RotateApiKey;

/// <summary>One row changes, in one transaction: whatever fails before it leaves the old secret, and nothing can fail after it.</summary>
internal sealed class RotateApiKeyHandler(
    OwnedKeys owned, TermsGate terms, ActGuard guard, IAuditLog audit, KeyChanges changes, TimeProvider clock)
    : ICommandHandler<RotateApiKeyCommand, CreatedApiKey>
{
    public async Task<Result<CreatedApiKey>> Handle(RotateApiKeyCommand command, CancellationToken cancellationToken)
    {
        var found = await owned.FindAsync(command.Visitor, command.KeyId, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var (key, owner, policy) = found.Value;
        var now = clock.GetUtcNow();
        if (!owner.MayMakeKeys)
        {
            return AccountErrors.AddressUnverified;
        }

        if (KeyView.Of(key, policy, now).State is not (KeyState.Active or KeyState.Disabled))
        {
            return KeyErrors.WrongState;
        }

        if (await terms.RefuseAsync(command.Visitor, command.AcceptsTerms, now, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (await changes.CheckAsync(cancellationToken) is { } away)
        {
            return away;
        }

        if (await guard.RefuseAsync(GuardedAct.Rotation, owner.Id, command.Visitor.Network, countService: true, cancellationToken) is { } tooOften)
        {
            return tooOften;
        }

        var secret = KeySecret.Generate(key.Id);
        if (await changes.IntroduceAsync(key, owner, secret, cancellationToken) is { } unknown)
        {
            return unknown;
        }

        key.Rotate(secret, command.Overlap, now);
        audit.Add(AuditEntry.Of(command.Visitor, AuditActions.KeyRotated, now, key.Id.Value, $"overlap {command.Overlap}"));
        var saved = await changes.SaveAsync([key], cancellationToken);

        // What may still wait to be carried is the end of the old secret; the new one works, and nobody else has it.
        return saved.IsSuccess || saved.Error.Code == KeyErrors.BackendPending.Code
            ? new CreatedApiKey(secret, KeyView.Of(key, policy, now))
            : saved.Error;
    }
}

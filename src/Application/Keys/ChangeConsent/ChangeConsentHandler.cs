using AkashChat.Application.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Backend;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.ChangeConsent;

internal sealed class ChangeConsentHandler(
    IUserStore users, IConsentStore consents, ConsentRecorder recorder, IKeyStore keys, TermsOptions terms, IAuditLog audit, KeyChanges changes, TimeProvider clock)
    : ICommandHandler<ChangeConsentCommand, ConsentsView>
{
    public async Task<Result<ConsentsView>> Handle(ChangeConsentCommand command, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(command.Visitor.UserId, cancellationToken) is not { } user)
        {
            return AccountErrors.NotSignedIn;
        }

        var given = command.Given == true;
        var history = await consents.GetAsync(user.Id, cancellationToken);
        var now = clock.GetUtcNow();
        if (!recorder.Record(command.Visitor, history, command.Kind, given, now))
        {
            return ConsentsView.Of(history, terms);
        }

        var switchedOff = command.Kind == ConsentKind.Terms && !given ? await SwitchKeysOffAsync(command.Visitor, now, cancellationToken) : [];
        var saved = await changes.SaveAsync(switchedOff, cancellationToken);
        return saved.IsSuccess ? ConsentsView.Of(history, terms) : saved.Error;
    }

    private async Task<ApiKey[]> SwitchKeysOffAsync(Visitor visitor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var owned = await keys.LoadAsync(visitor.UserId, cancellationToken);
        ApiKey[] active = [.. owned.Where(key => key.StateAt(now) == KeyState.Active)];
        foreach (var key in active)
        {
            key.Disable();
            audit.Add(AuditEntry.Of(visitor, AuditActions.KeyDisabled, now, key.Id.Value, "terms withdrawn"));
        }

        return active;
    }
}

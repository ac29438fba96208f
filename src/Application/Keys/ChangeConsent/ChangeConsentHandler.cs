using AkashChat.Application.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Backend;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.ChangeConsent;

internal sealed class ChangeConsentHandler(
    IUserStore users, IConsentStore consents, IKeyStore keys, TermsOptions terms, IAuditLog audit, KeyChanges changes, TimeProvider clock)
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
        var text = TextOf(command.Kind, given, history);
        var now = clock.GetUtcNow();
        if (history.Record(command.Kind, given, text.Version, text.Reference, now) is not { } entry)
        {
            return ConsentsView.Of(history, terms);
        }

        consents.Add(entry);
        audit.Add(AuditEntry.Of(command.Visitor, ActionOf(command.Kind, given), now, detail: text.Version));
        var switchedOff = command.Kind == ConsentKind.Terms && !given ? await SwitchKeysOffAsync(command.Visitor, now, cancellationToken) : [];
        var saved = await changes.SaveAsync(switchedOff, cancellationToken);
        return saved.IsSuccess ? ConsentsView.Of(history, terms) : saved.Error;
    }

    private static string ActionOf(ConsentKind kind, bool given) => (kind, given) switch
    {
        (ConsentKind.Terms, true) => AuditActions.TermsAccepted,
        (ConsentKind.Terms, false) => AuditActions.TermsWithdrawn,
        (_, true) => AuditActions.MessagesAccepted,
        _ => AuditActions.MessagesWithdrawn,
    };

    // What is given is consent to the text in force; what is withdrawn is the consent that was given, perhaps to an older one.
    private ConsentText TextOf(ConsentKind kind, bool given, ConsentHistory history) =>
        !given && history.Current(kind) is { } current ? new ConsentText(current.Version, current.TextReference) : terms.For(kind);

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

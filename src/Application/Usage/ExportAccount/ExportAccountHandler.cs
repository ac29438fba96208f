using AkashChat.Application.Accounts;
using AkashChat.Application.Common;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys;
using AkashChat.Application.Usage.Refusals;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Usage.ExportAccount;

internal sealed class ExportAccountHandler(
    IUserStore users,
    IConsentStore consents,
    IKeyStore keys,
    ISessionStore sessions,
    IActCounter acts,
    IAuditLog audit,
    IUsageHistory usage,
    IRefusalLog refusals,
    IUnitOfWork unitOfWork,
    TimeProvider clock)
    : ICommandHandler<ExportAccountCommand, AccountExport>
{
    public async Task<Result<AccountExport>> Handle(ExportAccountCommand command, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(command.Visitor.UserId, cancellationToken) is not { } user)
        {
            return AccountErrors.NotSignedIn;
        }

        // Saved first, so that the file tells of itself, and so that a download that breaks off is told of too.
        var now = clock.GetUtcNow();
        audit.Add(AuditEntry.Of(command.Visitor, AuditActions.UserExported, now));
        var saved = await unitOfWork.SaveChangesAsync(cancellationToken);
        if (!saved.IsSuccess)
        {
            return saved.Error;
        }

        return new AccountExport
        {
            At = now,
            User = user,
            Consents = (await consents.GetAsync(user.Id, cancellationToken)).Entries,
            Keys = await keys.ListAsync(user.Id, cancellationToken),
            Sessions = await sessions.ListAsync(user.Id, cancellationToken),
            Acts = await acts.ListAsync(user.Id, cancellationToken),
            Audit = [.. (await audit.ListAsync(user.Id, int.MaxValue, cancellationToken)).Select(AuditView.Of)],
            Refusals = await refusals.ListAsync(user.Id, cancellationToken),
            Usage = usage.StreamAsync(user.Id),
        };
    }
}

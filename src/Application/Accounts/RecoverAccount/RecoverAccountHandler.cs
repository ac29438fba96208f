using AkashChat.Application.Common;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Accounts.RecoverAccount;

internal sealed class RecoverAccountHandler(
    IUserStore users, ISessionStore sessions, ActGuard guard, IAuditLog audit, IUnitOfWork unitOfWork, TimeProvider clock)
    : ICommandHandler<RecoverAccountCommand, RecoveredAccount>
{
    public async Task<Result<RecoveredAccount>> Handle(RecoverAccountCommand command, CancellationToken cancellationToken)
    {
        // Every try counts for its network, and before it is known whether it is right. For the whole service only those with a
        // code count: strangers shall not use up what the owners of accounts need.
        if (await guard.RefuseAsync(GuardedAct.Recovery, null, command.Network, countService: false, cancellationToken) is { } tooManyTries)
        {
            return tooManyTries;
        }

        if (command.Code is not { } code || await users.FindByRecoveryHashAsync(code.Hash, cancellationToken) is not { } user)
        {
            return AccountErrors.RecoveryCodeUnknown;
        }

        if (await guard.RefuseAsync(GuardedAct.Recovery, user.Id, null, countService: true, cancellationToken) is { } tooOften)
        {
            return tooOften;
        }

        var now = clock.GetUtcNow();
        var token = SessionToken.Generate();
        var session = Session.Start(user.Id, token, now);
        audit.Add(AuditEntry.Of(new Visitor(user.Id, command.Network), AuditActions.UserRecovered, now));
        await sessions.AddAsync(session, cancellationToken);
        var saved = await unitOfWork.SaveChangesAsync(cancellationToken);
        return saved.IsSuccess ? new RecoveredAccount(user.Id, token, session.ExpiresAt) : saved.Error;
    }
}

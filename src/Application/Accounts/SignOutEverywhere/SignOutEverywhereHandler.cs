using AkashChat.Application.Common;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Accounts.SignOutEverywhere;

internal sealed class SignOutEverywhereHandler(ISessionStore sessions, IAuditLog audit, IUnitOfWork unitOfWork, TimeProvider clock)
    : ICommandHandler<SignOutEverywhereCommand, Unit>
{
    public async Task<Result<Unit>> Handle(SignOutEverywhereCommand command, CancellationToken cancellationToken)
    {
        // The entry comes first: one too many, of an act that failed and is repeated, is better than an act without one.
        audit.Add(AuditEntry.Of(command.Visitor, AuditActions.SessionsEnded, clock.GetUtcNow()));
        var saved = await unitOfWork.SaveChangesAsync(cancellationToken);
        if (saved.IsSuccess)
        {
            await sessions.DeleteAllAsync(command.Visitor.UserId, cancellationToken);
        }

        return saved;
    }
}

using AkashChat.Application.Common;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Accounts.ReplaceRecoveryCode;

internal sealed class ReplaceRecoveryCodeHandler(
    IUserStore users, ActGuard guard, IAuditLog audit, IUnitOfWork unitOfWork, TimeProvider clock)
    : ICommandHandler<ReplaceRecoveryCodeCommand, RecoveryCode>
{
    public async Task<Result<RecoveryCode>> Handle(ReplaceRecoveryCodeCommand command, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(command.Visitor.UserId, cancellationToken) is not { } user)
        {
            return AccountErrors.NotSignedIn;
        }

        if (await guard.RefuseAsync(GuardedAct.Rotation, user.Id, command.Visitor.Network, countService: true, cancellationToken) is { } tooOften)
        {
            return tooOften;
        }

        // Of two at the same moment one is refused: both shown, only the later would work.
        var code = RecoveryCode.Generate();
        user.ReplaceRecoveryCode(code);
        audit.Add(AuditEntry.Of(command.Visitor, AuditActions.RecoveryCodeReplaced, clock.GetUtcNow()));
        var saved = await unitOfWork.SaveChangesAsync(cancellationToken);
        return saved.IsSuccess ? code : saved.Error;
    }
}

using AkashChat.Application.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Usage.EraseAccount;

internal sealed class EraseAccountHandler(IAccountEraser eraser, TimeProvider clock) : ICommandHandler<EraseAccountCommand, Unit>
{
    public async Task<Result<Unit>> Handle(EraseAccountCommand command, CancellationToken cancellationToken)
    {
        var nowhere = command.Visitor with { Network = ClientNetwork.Erased };
        var last = AuditEntry.Of(nowhere, AuditActions.UserErased, clock.GetUtcNow());
        return await eraser.EraseAsync(command.Visitor.UserId, last, cancellationToken) ? default(Unit) : AccountErrors.NotSignedIn;
    }
}

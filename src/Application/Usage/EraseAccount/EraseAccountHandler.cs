using AkashChat.Application.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Backend;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Usage.EraseAccount;

internal sealed class EraseAccountHandler(IAccountEraser eraser, IEnumerable<IPersonalTraces> traces, KeyChanges changes, TimeProvider clock)
    : ICommandHandler<EraseAccountCommand, Unit>
{
    public async Task<Result<Unit>> Handle(EraseAccountCommand command, CancellationToken cancellationToken)
    {
        // First of all: whoever does not answer ends it here, while the person can still try again.
        foreach (var trace in traces)
        {
            await trace.CloseAsync(command.Visitor.UserId, cancellationToken);
        }

        if (await changes.ForgetUserAsync(command.Visitor.UserId, cancellationToken) is { } failure)
        {
            return failure;
        }

        var nowhere = command.Visitor with { Network = ClientNetwork.Erased };
        var last = AuditEntry.Of(nowhere, AuditActions.UserErased, clock.GetUtcNow());
        if (!await eraser.EraseAsync(command.Visitor.UserId, last, cancellationToken))
        {
            return AccountErrors.NotSignedIn;
        }

        // Behind the records: from here on no key of theirs adds anything.
        foreach (var trace in traces)
        {
            await trace.EraseAsync(command.Visitor.UserId);
        }

        return default(Unit);
    }
}

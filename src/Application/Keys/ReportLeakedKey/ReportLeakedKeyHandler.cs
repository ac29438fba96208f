using AkashChat.Application.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.ReportLeakedKey;

internal sealed class ReportLeakedKeyHandler(LeakedKeys leaked, ActGuard guard) : ICommandHandler<ReportLeakedKeyCommand, StoppedKey>
{
    public async Task<Result<StoppedKey>> Handle(ReportLeakedKeyCommand command, CancellationToken cancellationToken)
    {
        // Junk ends here, at its form or the checksum: it costs no look into a store, and counts for nobody.
        if (command.Hash is not { } hash)
        {
            return KeyErrors.LeakUnknown;
        }

        if (await guard.RefuseAsync(GuardedAct.LeakReport, null, command.Network, countService: false, cancellationToken) is { } tooOften)
        {
            return tooOften;
        }

        // For the whole service only those count that stop something: text with a right checksum is easily made,
        // and nobody shall use up everybody's reports with it.
        return await leaked.StopAsync(
            hash,
            new LeakReporter(AuditActor.KeyHolder, command.Network),
            () => guard.RefuseAsync(GuardedAct.LeakReport, null, null, countService: true, cancellationToken),
            cancellationToken);
    }
}

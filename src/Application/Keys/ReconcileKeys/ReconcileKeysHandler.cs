using AkashChat.Application.Common;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Backend;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Keys.ReconcileKeys;

/// <summary>First what is marked, then, if asked, everything: what the backend has page by page, and what is here and not there.</summary>
internal sealed class ReconcileKeysHandler(
    IKeyBackend backend, ReconcileTurn turns, LeftoverKeys leftovers, BackendComparison comparison, IUnitOfWork unitOfWork)
    : ICommandHandler<ReconcileKeysCommand, ReconcileReport>
{
    public async Task<Result<ReconcileReport>> Handle(ReconcileKeysCommand command, CancellationToken cancellationToken)
    {
        if (!backend.KeepsKeys)
        {
            return new ReconcileReport();
        }

        using var turn = await turns.EnterAsync(cancellationToken);
        var report = new ReconcileReport();

        // The teams cost more to ask for than a look whether it is there at all.
        report.Stopped = await (command.Everything ? backend.PrepareAsync(cancellationToken) : backend.CheckAsync(cancellationToken))
            ?? await leftovers.DealWithAsync(report, cancellationToken)
            ?? (command.Everything ? await comparison.CompareAsync(report, cancellationToken) : null);
        unitOfWork.Forget();
        return report;
    }
}

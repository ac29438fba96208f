using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Usage.Journal;

/// <summary>Keeps the journal: ten times a second, and only what has changed and stayed so for one of these times.</summary>
/// <remarks>So a kill loses what began in the last two of them at the most, a fifth of a second.</remarks>
internal sealed partial class JournalWriter(JournalFolder folder, UnbookedUsage unbooked, IUsageRefuge refuge, ILogger<JournalWriter> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly UsageJournal _journal = new(folder);
    private bool _isFailing;

    /// <summary>Stopped after the writer of the records: what it could not book stays in the journal, for the next start.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // Whatever is noted elsewhere too: those are estimates, and these the records.
        Write(unbooked, isLast: true);
        _journal.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The clock of the system: a test's clock stands still.
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Write(refuge.HoldsOpenCalls ? null : unbooked, isLast: false);
        }
    }

    private void Write(UnbookedUsage? owed, bool isLast)
    {
        try
        {
            _journal.Write(owed, isLast);
            _isFailing = false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (!_isFailing)
            {
                Log.CannotWrite(logger, folder.Path, exception.Message);
            }

            _isFailing = true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4010, LogLevel.Warning, "The journal of usage in {Folder} cannot be written: if this process is killed, the calls under way are lost to the ledger ({Reason})")]
        public static partial void CannotWrite(ILogger logger, string folder, string reason);
    }
}

/// <summary>Says whether calls under way are kept where this process' end does not reach them.</summary>
internal interface IUsageRefuge
{
    /// <summary>Whether they are, now.</summary>
    bool HoldsOpenCalls { get; }
}

/// <summary>There is no such place but the journal.</summary>
internal sealed class NoRefuge : IUsageRefuge
{
    public bool HoldsOpenCalls => false;
}

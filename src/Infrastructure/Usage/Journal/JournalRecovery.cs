using System.Text;
using AkashChat.Domain.Usage;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Usage.Journal;

/// <summary>Books what processes that ended in the middle left in their journals. Nothing that is found there stops the start.</summary>
internal sealed partial class JournalRecovery(JournalFolder folder, UsageLedger ledger, UsageMetrics metrics, ILogger<JournalRecovery> logger)
{
    private const int BatchSize = 500;

    /// <summary>Does it; to be called when the database is ready and nobody is served yet.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var file in folder.OpenLeftBehind())
        {
            await using (file)
            {
                try
                {
                    await RecoverAsync(file, cancellationToken);
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    Log.CannotRead(logger, file.Name, exception.Message);
                }
            }
        }
    }

    private async Task RecoverAsync(FileStream file, CancellationToken cancellationToken)
    {
        var (records, damaged) = await ReadAsync(file, cancellationToken);
        foreach (var batch in records.Chunk(BatchSize))
        {
            if (!await ledger.TrySaveAsync(batch, cancellationToken))
            {
                Log.Kept(logger, file.Name);
                return;
            }
        }

        File.Delete(file.Name);
        if (records.Count > 0 || damaged > 0)
        {
            var estimates = records.Count(record => record.Outcome == UsageOutcome.Interrupted);
            metrics.NoteEstimates(estimates);
            Log.Booked(logger, records.Count, estimates, damaged);
        }
    }

    /// <summary>Reads what is owed. A damaged line loses itself alone.</summary>
    private static async Task<(IReadOnlyCollection<UsageRecord> Records, int Damaged)> ReadAsync(Stream file, CancellationToken cancellationToken)
    {
        var owed = new Dictionary<Guid, UsageRecord>();
        var damaged = 0;
        using var reader = new StreamReader(file, Encoding.UTF8, leaveOpen: true);
        while (await reader.ReadLineAsync(cancellationToken) is { } text)
        {
            switch (JournalLine.Read(text))
            {
                case { Booked: { } booked }:
                    owed.Remove(booked);
                    break;
                case { } line:
                    var record = line.Ended ?? line.Open!;
                    owed[record.Id] = record;
                    break;
                default:
                    damaged++;
                    break;
            }
        }

        return (owed.Values, damaged);
    }

    private static partial class Log
    {
        [LoggerMessage(4011, LogLevel.Warning, "A process ended in the middle: {Count} usage records from its journal are in the ledger, {Estimates} of them as estimates of calls that were under way; {Damaged} lines could not be read")]
        public static partial void Booked(ILogger logger, int count, int estimates, int damaged);

        [LoggerMessage(4012, LogLevel.Error, "The journal {File} cannot be read, and stays ({Reason})")]
        public static partial void CannotRead(ILogger logger, string file, string reason);

        [LoggerMessage(4013, LogLevel.Error, "The usage records in the journal {File} cannot be booked now; it stays for the next start")]
        public static partial void Kept(ILogger logger, string file);
    }
}

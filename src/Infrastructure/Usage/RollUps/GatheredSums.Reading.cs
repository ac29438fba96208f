using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace AkashChat.Infrastructure.Usage.RollUps;

/// <content>How sums are read.</content>
internal sealed partial class GatheredSums
{
    // Readers do without what they cannot have soon, and read the records instead.
    private static readonly TimeSpan ReadersPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    /// <summary>Opens a connection to read sums, which sees all that is booked by now, as of one moment.</summary>
    /// <returns>The connection, and the hours whose rows are not complete, nor are those of their days: their records must be read.</returns>
    /// <exception cref="DbException">The database does not answer, or cannot be opened.</exception>
    internal async Task<(DbConnection Database, IReadOnlySet<long> OpenHours)> OpenToReadAsync(CancellationToken cancellationToken)
    {
        if (!database.IsEmbedded)
        {
            return (await connections.OpenAsync(cancellationToken), new HashSet<long>());
        }

        await TryWriteAsync(cancellationToken);
        var opened = await connections.OpenAsync(cancellationToken);
        try
        {
            BeginReading(opened);
            return (opened, await ReadMarksAsync(opened));
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    // A reader's transaction sees the moment of its first statement, and ends with the connection. In a method of its own, so that
    // SQLite's library is not loaded where it is not used.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BeginReading(DbConnection opened) => ((SqliteConnection)opened).BeginTransaction(deferred: true);

    // For a reader: soon, or not at all.
    private async Task TryWriteAsync(CancellationToken cancellationToken)
    {
        if (_isEmpty || !_isComplete
            || (Volatile.Read(ref _failedAt) is var failedAt and not 0 && clock.GetElapsedTime(failedAt) < PauseAfterFailure)
            || !await _turn.WaitAsync(ReadersPatience, cancellationToken))
        {
            return;
        }

        try
        {
            if (_isComplete)
            {
                await WriteAsync(ReadersPatience);
            }
        }
        catch (DbException failure)
        {
            Volatile.Write(ref _failedAt, clock.GetTimestamp());
            Log.NotWritten(_logger, failure.GetType().Name);
        }
        finally
        {
            _turn.Release();
        }
    }
}

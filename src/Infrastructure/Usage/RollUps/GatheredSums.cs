using System.Data.Common;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Usage.RollUps;

/// <summary>Adds what is booked to the roll-ups: on PostgreSQL at once, on SQLite gathered in memory and written when somebody reads, or once a minute.</summary>
/// <remarks>
/// With many keys in use nearly every record has rows of its own in the roll-ups, and within a minute the same ones again and
/// again. SQLite has a single process, whose memory knows all that is not written yet. Nothing is lost with it: the hours whose
/// rows are not complete are in the database (<c>usage_open_hours</c>), booked with the records, and whoever finds some that it
/// has not gathered itself makes their rows anew from the records. So only hours are gathered whose records are all there.
/// </remarks>
internal sealed partial class GatheredSums(PlainConnections connections, DatabaseOptions options, TimeProvider clock, ILogger<GatheredSums> logger)
    : IHostedService, IDisposable
{
    /// <summary>How long sums may be gathered.</summary>
    internal static readonly TimeSpan LongestTime = TimeSpan.FromMinutes(1);

    // As many as keys are remembered at the most; some 50 MB, and twice that while they are written.
    private const int MostRows = 250_000;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly HashSet<long> _openHours = [];
    private RollUpBatch _rows = RollUpBatch.Take();
    private long _writtenAt = clock.GetTimestamp();
    private int _lastBatch;

    // False as long as hours may be open of which we have not gathered everything: from an earlier process, or after a
    // transaction that may or may not have taken effect.
    private volatile bool _isComplete;
    private volatile bool _isEmpty = true;

    /// <summary>Waits for the turn to change usage. On SQLite there is one at a time; it must come before the transaction.</summary>
    /// <exception cref="DbException">The database does not answer.</exception>
    internal async Task<Turn> TakeTurnAsync(CancellationToken cancellationToken)
    {
        if (!options.IsEmbedded)
        {
            return new Turn(this, thisHour: null);
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!_isComplete)
            {
                await MakeAnewAsync(cancellationToken);
            }

            return new Turn(this, HourOf(clock.GetUtcNow()));
        }
        catch
        {
            _turn.Release();
            throw;
        }
    }

    /// <summary>Writes what is gathered, and waits for the next turn: until it is given back, the roll-ups know all that is booked.</summary>
    /// <exception cref="DbException">The database does not answer.</exception>
    internal async Task<Turn> TakeTurnWithAllWrittenAsync(CancellationToken cancellationToken)
    {
        var turn = await TakeTurnAsync(cancellationToken);
        try
        {
            await WriteAsync(cancellationToken);
            return turn;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection to read sums, which sees all that is booked by now, as of one moment.</summary>
    /// <exception cref="DbException">The database does not answer, or cannot be opened.</exception>
    internal async Task<DbConnection> OpenToReadAsync(CancellationToken cancellationToken)
    {
        if (!options.IsEmbedded || (_isComplete && _isEmpty))
        {
            return await connections.OpenAsync(cancellationToken);
        }

        Turn? turn = null;
        try
        {
            turn = await TakeTurnWithAllWrittenAsync(cancellationToken);
        }
        catch (DbException failure)
        {
            // What nobody can write now could not be booked either.
            Log.NotWritten(logger, failure.GetType().Name);
        }

        using (turn)
        {
            var database = await connections.OpenAsync(cancellationToken);
            try
            {
                await HoldMomentAsync(database, cancellationToken);
                return database;
            }
            catch
            {
                await database.DisposeAsync();
                throw;
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Writes what is left. Whoever books stops before this.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var turn = _isEmpty ? null : await TakeTurnWithAllWrittenAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is DbException or OperationCanceledException)
        {
            Log.NotWritten(logger, failure.GetType().Name);
        }
    }

    public void Dispose() => _turn.Dispose();

    private static long HourOf(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerHour;

    // A reader's transaction sees the moment of its first statement. It ends with the connection.
    private static async Task HoldMomentAsync(DbConnection database, CancellationToken cancellationToken)
    {
        ((SqliteConnection)database).BeginTransaction(deferred: true);
        await using var first = database.Command("SELECT count(*) FROM usage_open_hours");
        await first.ExecuteScalarAsync(cancellationToken);
    }

    private async Task MakeAnewAsync(CancellationToken cancellationToken)
    {
        await using var database = await connections.OpenAsync(cancellationToken);
        await using var transaction = await database.BeginTransactionAsync(cancellationToken);
        var hours = new List<long>();
        await using (var select = database.Command("SELECT period FROM usage_open_hours"))
        await using (var reader = await select.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                hours.Add(reader.GetInt64(0));
            }
        }

        foreach (var text in hours.SelectMany(RollUpSql.MakeAnew))
        {
            await ExecuteAsync(database, text, cancellationToken);
        }

        await ExecuteAsync(database, "DELETE FROM usage_open_hours", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        StartAnew();
        _isComplete = true;
        if (hours.Count > 0)
        {
            Log.MadeAnew(logger, hours.Count);
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (_isEmpty)
        {
            return;
        }

        // Before anything else: a transaction that is reported as failed may have taken effect.
        _isComplete = false;
        await using var database = await connections.OpenAsync(cancellationToken);
        await using var transaction = await database.BeginTransactionAsync(cancellationToken);
        _rows.Complete();
        await transaction.AddToRollUpsAsync(_rows, _lastBatch, cancellationToken);
        await ExecuteAsync(database, "DELETE FROM usage_open_hours", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        StartAnew();
        _isComplete = true;
    }

    // Without failing: the records are booked, and rows that are missing are made anew in the next turn.
    private async Task WriteIfDueAsync(CancellationToken cancellationToken)
    {
        if (_rows.Count < MostRows && clock.GetElapsedTime(_writtenAt) < LongestTime)
        {
            return;
        }

        try
        {
            await WriteAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is DbException or OperationCanceledException)
        {
            Log.NotWritten(logger, failure.GetType().Name);
        }
    }

    private void StartAnew()
    {
        _rows.Dispose();
        _rows = RollUpBatch.Take();
        _openHours.Clear();
        _isEmpty = true;
        _writtenAt = clock.GetTimestamp();
    }

    private static async Task ExecuteAsync(DbConnection database, string text, CancellationToken cancellationToken)
    {
        await using var command = database.Command(text);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The turn to change usage, given back when it is disposed.</summary>
    /// <param name="sums">Whose turn.</param>
    /// <param name="thisHour">The hour in which it begins; null: everything is written at once, and there is no turn to wait for.</param>
    internal sealed class Turn(GatheredSums sums, long? thisHour) : IDisposable
    {
        private bool _hasBegun;

        /// <summary>Adds records that are booked in a transaction. <see cref="CommittedAsync"/> must be told when it is committed.</summary>
        /// <param name="transaction">The transaction.</param>
        /// <param name="records">Those that were really added.</param>
        /// <param name="owners">The owners that exist.</param>
        /// <param name="cancellationToken">Stops it.</param>
        internal async Task AddAsync(DbTransaction transaction, IReadOnlyList<UsageRecord> records, HashSet<Guid> owners, CancellationToken cancellationToken)
        {
            var hours = records.Select(record => HourOf(record.StartedAt)).Where(IsGathered).ToHashSet();
            await transaction.AddToRollUpsAsync(hours.Count == 0 ? records : [.. records.Where(record => !IsGathered(record))], owners, cancellationToken);
            foreach (var hour in hours)
            {
                _hasBegun = true;
                if (sums._openHours.Add(hour))
                {
                    await using var open = transaction.Connection!.Command("INSERT OR IGNORE INTO usage_open_hours (period) VALUES (@p0)", hour);
                    open.Transaction = transaction;
                    await open.ExecuteNonQueryAsync(cancellationToken);
                }
            }
        }

        /// <summary>The transaction is committed: gathers what <see cref="AddAsync"/> got.</summary>
        /// <param name="records">The records.</param>
        /// <param name="owners">The owners that exist.</param>
        /// <param name="cancellationToken">Stops it.</param>
        internal async Task CommittedAsync(IReadOnlyList<UsageRecord> records, HashSet<Guid> owners, CancellationToken cancellationToken)
        {
            if (!_hasBegun)
            {
                return;
            }

            sums._rows.Add(records.Where(IsGathered), owners);
            (sums._isEmpty, sums._lastBatch, _hasBegun) = (false, records.Count, false);
            await sums.WriteIfDueAsync(cancellationToken);
        }

        public void Dispose()
        {
            if (thisHour is not null)
            {
                // What was begun may have taken effect or not.
                sums._isComplete &= !_hasBegun;
                sums._turn.Release();
            }
        }

        private bool IsGathered(UsageRecord record) => IsGathered(HourOf(record.StartedAt));

        // Their records are all there, however soon they are deleted.
        private bool IsGathered(long hour) => hour == thisHour || hour == thisHour - 1;
    }

    private static partial class Log
    {
        [LoggerMessage(4011, LogLevel.Warning, "The sums of usage could not be written ({Reason}); they are made anew from the records")]
        public static partial void NotWritten(ILogger logger, string reason);

        [LoggerMessage(4012, LogLevel.Information, "The sums of {Hours} hours were not complete and have been made anew from the records")]
        public static partial void MadeAnew(ILogger logger, int hours);
    }
}

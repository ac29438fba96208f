using System.Data.Common;
using System.Globalization;
using AkashChat.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Usage.RollUps;

/// <summary>Adds what is booked to the roll-ups: on PostgreSQL at once, on SQLite gathered in memory and written when somebody reads, or once a minute.</summary>
/// <remarks>
/// With many keys in use nearly every record has rows of its own in the roll-ups, and within a minute the same ones again and
/// again. Nothing is lost with the process: the hours whose rows are not complete are marked in the database
/// (<c>usage_open_hours</c>), in the transaction that books the records, and whoever finds marks of others, or does not know
/// whether a transaction took effect, makes the rows of these hours anew from the records. So only hours are gathered whose
/// records are all there. As a rule there is one process. Where another one's start overlaps with this one's end, each may take
/// the other's marks away like this; whose mark is gone does not add what is in those rows already.
/// </remarks>
internal sealed partial class GatheredSums(
    PlainConnections connections, DatabaseOptions database, UsageOptions options, TimeProvider clock, ILogger<GatheredSums> logger) : BackgroundService
{
    /// <summary>How long sums are gathered.</summary>
    internal static readonly TimeSpan LongestTime = TimeSpan.FromMinutes(1);

    // As many as keys are remembered at the most; some 50 MB, and twice that while they are written.
    private const int MostRows = 250_000;

    private readonly ILogger<GatheredSums> _logger = logger;
    private readonly string _name = Guid.NewGuid().ToString();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly HashSet<long> _openHours = [];
    private RollUpBatch _rows = RollUpBatch.Take();
    private int _lastBatch;
    private long _failedAt;

    // False as long as hours may be marked of which we have not gathered everything.
    private volatile bool _isComplete;
    private volatile bool _isEmpty = true;

    /// <summary>Waits for the turn to change usage. On SQLite there is one at a time; it must come before the transaction.</summary>
    /// <exception cref="DbException">The database does not answer.</exception>
    internal async Task<Turn> TakeTurnAsync(CancellationToken cancellationToken)
    {
        if (!database.IsEmbedded)
        {
            return new Turn(this, thisHour: null);
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!_isComplete)
            {
                await MakeAnewAsync();
            }

            return new Turn(this, HourOf(clock.GetUtcNow()));
        }
        catch
        {
            _turn.Release();
            throw;
        }
    }

    /// <summary>Waits for the next turn and writes what anybody has gathered: until it is given back, the roll-ups know all that is booked.</summary>
    /// <exception cref="DbException">The database does not answer.</exception>
    internal async Task<Turn> TakeTurnWithAllWrittenAsync(CancellationToken cancellationToken)
    {
        var turn = await TakeTurnAsync(cancellationToken);
        try
        {
            if (database.IsEmbedded)
            {
                await WriteAsync();
                await MakeAnewAsync();
            }

            return turn;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>Has what any process gathered made anew from the records, once the caller's transaction is committed.</summary>
    /// <param name="context">Whose transaction.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task OutdateAsync(DbContext context, CancellationToken cancellationToken)
    {
        if (database.IsEmbedded)
        {
            await context.Database.ExecuteSqlRawAsync("UPDATE OR REPLACE usage_open_hours SET owner = ''", cancellationToken);
        }
    }

    /// <summary>Writes what is left. Whoever books stops before this.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // The server stops first and may have used up the host's time.
        using var lastTime = new CancellationTokenSource(options.LastTime);
        await TryAsync(TakeTurnWithAllWrittenAsync, lastTime.Token);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!database.IsEmbedded)
        {
            return;
        }

        // What an earlier process left behind, before anybody looks at a page.
        await TryAsync(TakeTurnAsync, stoppingToken);
        using var timer = new PeriodicTimer(LongestTime, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryAsync(TakeTurnWithAllWrittenAsync, stoppingToken);
        }
    }

    private static string TimeOf(long hour) => new DateTime(hour * TimeSpan.TicksPerHour, DateTimeKind.Utc).ToString("u", CultureInfo.InvariantCulture);

    private static long HourOf(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerHour;

    private async Task TryAsync(Func<CancellationToken, Task<Turn>> takeTurnAsync, CancellationToken cancellationToken)
    {
        try
        {
            using var turn = await takeTurnAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is DbException or OperationCanceledException or InvalidOperationException or IOException)
        {
            Log.NotWritten(_logger, failure.GetType().Name);
        }
    }

    // Not to be stopped: what is begun would have to be made anew.
    private async Task WriteAsync(TimeSpan? patience = null)
    {
        if (_isEmpty)
        {
            return;
        }

        await using var opened = await connections.OpenAsync(CancellationToken.None);
        if (patience is { } seconds)
        {
            ((SqliteConnection)opened).DefaultTimeout = (int)seconds.TotalSeconds;
        }

        await using var transaction = await opened.BeginTransactionAsync();

        // From here on: a transaction that is reported as failed may have taken effect.
        _isComplete = false;
        if (await ExecuteAsync(opened, "DELETE FROM usage_open_hours WHERE owner = @p0", _name) != _openHours.Count)
        {
            // Others have made some of them anew.
            return;
        }

        _rows.Complete();
        await transaction.AddToRollUpsAsync(_rows, _lastBatch, CancellationToken.None);
        await transaction.CommitAsync();
        StartAnew();
    }

    // What is marked, by whomever, and what we have gathered ourselves; often nothing.
    private async Task MakeAnewAsync()
    {
        _isComplete = false;
        await using var opened = await connections.OpenAsync(CancellationToken.None);
        var hours = await ReadMarksAsync(opened);
        foreach (var hour in hours.Union(_openHours).Order())
        {
            await using var transaction = await opened.BeginTransactionAsync();
            if (await HasAllRecordsAsync(opened, hour))
            {
                foreach (var text in RollUpSql.MakeAnew(hour))
                {
                    await ExecuteAsync(opened, text);
                }

                Log.MadeAnew(_logger, TimeOf(hour));
            }
            else
            {
                Log.LeftAlone(_logger, TimeOf(hour));
            }

            await ExecuteAsync(opened, "DELETE FROM usage_open_hours WHERE period = @p0", hour);
            await transaction.CommitAsync();
        }

        StartAnew();
    }

    // Else records were deleted, and their sums must stay.
    private static async Task<bool> HasAllRecordsAsync(DbConnection opened, long hour)
    {
        await using var compare = opened.Command(RollUpSql.HasAllRecords(hour));
        return await compare.ExecuteScalarAsync() is 1L;
    }

    private void StartAnew()
    {
        _rows.Dispose();
        _rows = RollUpBatch.Take();
        _openHours.Clear();
        Volatile.Write(ref _failedAt, 0);
        (_isComplete, _isEmpty) = (true, true);
    }

    private static async Task<HashSet<long>> ReadMarksAsync(DbConnection opened)
    {
        await using var select = opened.Command("SELECT DISTINCT period FROM usage_open_hours");
        await using var reader = await select.ExecuteReaderAsync();
        var hours = new HashSet<long>();
        while (await reader.ReadAsync())
        {
            hours.Add(reader.GetInt64(0));
        }

        return hours;
    }

    private static async Task<int> ExecuteAsync(DbConnection opened, string text, params object[] values)
    {
        await using var command = opened.Command(text, values);
        return await command.ExecuteNonQueryAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(4014, LogLevel.Warning, "The sums of usage could not be written ({Reason}); until they are, readers take them from the records")]
        public static partial void NotWritten(ILogger logger, string reason);

        [LoggerMessage(4015, LogLevel.Information, "The sums of the hour from {Hour} were not complete and have been made anew from the records")]
        public static partial void MadeAnew(ILogger logger, string hour);

        [LoggerMessage(4016, LogLevel.Error, "The sums of the hour from {Hour} are not complete and cannot be made anew: some of its records are deleted already")]
        public static partial void LeftAlone(ILogger logger, string hour);
    }
}

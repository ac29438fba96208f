using System.Globalization;
using AkashChat.Infrastructure.Keys;
using AkashChat.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>Tells whether what is remembered of a key still holds: twice a second of use the database is asked what has changed, for all keys at once.</summary>
/// <remarks>
/// Nothing is believed for longer than a second after the beginning of the last look that went well, so that a database that is
/// away, or slow, makes every key be read each second, and nothing worse. After a look that failed nothing that was read before
/// holds any more.
/// </remarks>
internal sealed partial class KeyNews(IServiceScopeFactory scopes, TimeProvider clock, ILogger<KeyNews> logger) : IAsyncDisposable
{
    private const int Buckets = 1 << (4 * KeyChange.BucketLength);
    private const long LongAgo = long.MinValue / 4;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    // Changes by statements that pass the triggers (TRUNCATE, a restored file) are felt after that.
    private static readonly TimeSpan LongestMemory = TimeSpan.FromMinutes(5);

    // After a pause the database may be another one: restored, or one that took over and lost its last changes.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookTime = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopping = new();

    // The number of the look that told of a change, by bucket, and of all keys.
    private readonly int[] _changedAt = new int[Buckets];
    private int _allChangedAt;
    private int _looks;
    private long _lookedAt = LongAgo;
    private long _triedAt = LongAgo;
    private int _isLooking;

    // Of one look at a time.
    private long? _since;
    private HashSet<(string Bucket, long Mark)> _last = [];
    private bool _hasFailed;

    /// <summary>How many looks there were. Whoever reads a key notes it before.</summary>
    internal int Looks => Volatile.Read(ref _looks);

    /// <summary>The newest look.</summary>
    internal Task Looking { get; private set; } = Task.CompletedTask;

    /// <summary>Has the database asked what is new, unless that was done just now or is being done.</summary>
    /// <param name="now">The moment.</param>
    internal void LookIfDue(long now)
    {
        if (clock.GetElapsedTime(Volatile.Read(ref _triedAt), now) >= Interval && Interlocked.Exchange(ref _isLooking, 1) == 0)
        {
            Volatile.Write(ref _triedAt, now);
            Looking = Task.Run(LookAsync);
        }
    }

    /// <summary>Whether what was read of a key is less than a second old, or known to be as good as that.</summary>
    /// <param name="hash">The key's hash.</param>
    /// <param name="looks">How many looks there had been.</param>
    /// <param name="readAt">When the reading began.</param>
    /// <param name="now">The moment.</param>
    internal bool Holds(string hash, int looks, long readAt, long now)
    {
        // Before the changes: what is known of a look is known of what it found.
        var lookedAt = Volatile.Read(ref _lookedAt);
        var age = clock.GetElapsedTime(readAt, now);
        return (age < Freshness || (age < LongestMemory && clock.GetElapsedTime(lookedAt, now) < Freshness))
            && looks >= Volatile.Read(ref _allChangedAt)
            && looks >= Volatile.Read(ref _changedAt[BucketOf(hash) ?? 0]);
    }

    /// <summary>Waits for the look that is under way: it needs the database.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Looking;
        _stopping.Dispose();
    }

    private async Task LookAsync()
    {
        try
        {
            var startedAt = clock.GetTimestamp();
            if (clock.GetElapsedTime(_lookedAt, startedAt) > LongestPause)
            {
                _since = null;
            }

            using var late = new CancellationTokenSource(LookTime, clock);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, late.Token);
            await using var scope = scopes.CreateAsyncScope();
            await using var database = await scope.ServiceProvider.GetRequiredService<PlainConnections>().OpenAsync(stop.Token);
            var (next, changes) = await database.FindKeyChangesAsync(_since, stop.Token);
            Note(next, changes);
            Volatile.Write(ref _lookedAt, startedAt);
            _hasFailed = false;
        }
        catch (Exception exception)
        {
            // Whatever it is: the keys are read one by one meanwhile, and that says what is wrong.
            _since = null;
            if (!_hasFailed)
            {
                _hasFailed = true;
                Log.LookFailed(logger, exception.GetType().Name);
            }
        }
        finally
        {
            Volatile.Write(ref _isLooking, 0);
        }
    }

    private void Note(long next, HashSet<(string Bucket, long Mark)> changes)
    {
        var number = _looks + 1;
        if (_since is not { } since || next < since)
        {
            Volatile.Write(ref _allChangedAt, number);
        }

        // While an old transaction is open, what is newer than it is found again and again.
        foreach (var (bucket, _) in changes.Except(_last))
        {
            Volatile.Write(ref BucketOf(bucket) is { } index ? ref _changedAt[index] : ref _allChangedAt, number);
        }

        (_since, _last) = (next, changes);

        // Last: whoever sees this number sees the changes, and reads what they changed.
        Volatile.Write(ref _looks, number);
    }

    private static int? BucketOf(string hash) =>
        hash.Length >= KeyChange.BucketLength
        && int.TryParse(hash.AsSpan(0, KeyChange.BucketLength), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var index)
            ? index
            : null;

    private static partial class Log
    {
        [LoggerMessage(3243, LogLevel.Warning, "It is not known which keys have changed ({Reason}); each is read from the database once a second until it is")]
        public static partial void LookFailed(ILogger logger, string reason);
    }
}

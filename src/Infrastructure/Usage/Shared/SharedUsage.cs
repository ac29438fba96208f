using System.Collections.Concurrent;
using AkashChat.Application.Usage;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Usage.Journal;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AkashChat.Infrastructure.Usage.Shared;

/// <summary>This instance's open calls and ended ones, in Redis. While it is away nobody waits for it, and all is kept by the process and its journal.</summary>
internal sealed partial class SharedUsage(IConnectionMultiplexer redis, UsageKeys keys, UnbookedUsage unbooked, UsageMetrics metrics, ILogger<SharedUsage> logger)
    : IUsageRefuge
{
    /// <summary>How long after its last sign of life an instance is taken for dead.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>So many records of some 400 bytes wait in Redis at most; what comes after goes straight to the database.</summary>
    internal const int LongestStream = 1_000_000;

    // What a call waits for its note at most, once: after that Redis counts as away.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    // Calls whose notes come with their admission, and that are not under way yet.
    private readonly ConcurrentDictionary<Guid, byte> _expected = new();

    private readonly string _instance = Guid.CreateVersion7().ToString("N");
    private long _livedAt;
    private bool _isAway = true;
    private bool _isTold;

    /// <summary>How this instance is called there.</summary>
    internal string Instance => _instance;

    public bool HoldsOpenCalls => !Volatile.Read(ref _isAway);

    private IDatabase Database => redis.GetDatabase();

    private RedisKey OpenKey => keys.OpenOf(_instance);

    // One that slept for longer than its lease may have been buried; what it notes then would be found by nobody.
    private bool IsAlive => HoldsOpenCalls && TimeProvider.System.GetElapsedTime(Volatile.Read(ref _livedAt)) < Lease;

    /// <summary>A call will be noted in the step in which it is admitted.</summary>
    /// <returns>The hash for it; null: nothing can be noted now.</returns>
    internal RedisKey? Expect(Guid id)
    {
        if (!IsAlive)
        {
            return null;
        }

        _expected[id] = 0;
        return OpenKey;
    }

    /// <summary>It was not admitted, or is under way or over by now.</summary>
    internal void Unexpect(Guid id) => _expected.TryRemove(id, out _);

    /// <summary>Notes a call that begins.</summary>
    internal async ValueTask OpenAsync(OpenCall call)
    {
        if (call.IsNoted)
        {
            Unexpect(call.Id);
        }
        else if (IsAlive)
        {
            await TryAsync(() => Database.HashSetAsync(OpenKey, NameOf(call.Id), UsageRecordFormat.Write(call.ToEstimate())));
        }
    }

    /// <summary>Puts records on the stream.</summary>
    /// <returns>False: Redis is away, or holds too many.</returns>
    internal async Task<bool> TryEndAsync(IReadOnlyList<UsageRecord> records)
    {
        var values = new RedisValue[1 + (2 * records.Count)];
        values[0] = LongestStream;
        for (var index = 0; index < records.Count; index++)
        {
            values[1 + (2 * index)] = NameOf(records[index].Id);
            values[2 + (2 * index)] = UsageRecordFormat.Write(records[index]);
        }

        var isTaken = false;
        return HoldsOpenCalls
            && await TryAsync(async () => isTaken = (int)await Database.ScriptEvaluateAsync(UsageScripts.End, [OpenKey, keys.Stream], values) > 0)
            && isTaken;
    }

    /// <summary>Tells that this instance lives, and mends what differs between its open calls and their notes.</summary>
    /// <returns>The instances whose leases are over; null: Redis is away.</returns>
    internal async Task<IReadOnlyList<string>?> LiveAsync()
    {
        IReadOnlyList<string>? dead = null;
        var isDone = await TryAsync(async () =>
        {
            var now = TimeProvider.System.GetTimestamp();
            var reply = await Database.ScriptEvaluateAsync(UsageScripts.Live, [keys.Instances], [_instance, (long)Lease.TotalMilliseconds]);
            Volatile.Write(ref _livedAt, now);
            await MendAsync();
            dead = [.. ((RedisValue[]?)reply ?? []).Select(name => name.ToString())];
        });
        if (isDone)
        {
            NoteBack();
        }

        return dead;
    }

    /// <summary>Puts what a dead instance left open on the stream.</summary>
    internal async Task TakeOverAsync(string dead)
    {
        var count = await Database.ScriptEvaluateAsync(
            UsageScripts.TakeOver, [keys.Instances, keys.OpenOf(dead), keys.Stream], [dead]);
        if ((long)count is > 0 and var estimates)
        {
            metrics.NoteEstimates(estimates);
            Log.TookOver(logger, estimates);
        }
    }

    /// <summary>Ends this instance's lease.</summary>
    internal Task LeaveAsync() => TryAsync(() => Database.ScriptEvaluateAsync(UsageScripts.Leave, [keys.Instances, OpenKey], [_instance]));

    // Redis may have been away at the beginning or the end of a call, or have lost what it held.
    private async Task MendAsync()
    {
        // In this order: a call is expected or known here before it is noted there, and known before it is not expected any more.
        var noted = (await Database.HashKeysAsync(OpenKey)).Select(name => Guid.Parse(name.ToString())).ToHashSet();
        var over = noted.Where(id => !_expected.ContainsKey(id) && !unbooked.Has(id)).ToList();
        var missing = unbooked.Read().Where(call => call.Open is not null && !noted.Contains(call.Id)).Select(call => call.Open!).ToList();
        if (missing.Count > 0)
        {
            await Database.HashSetAsync(OpenKey, [.. missing.Select(call => new HashEntry(NameOf(call.Id), UsageRecordFormat.Write(call.ToEstimate())))]);
            over.AddRange(missing.Select(call => call.Id).Where(id => !unbooked.IsOpen(id)));
        }

        if (over.Count > 0)
        {
            await Database.HashDeleteAsync(OpenKey, [.. over.Select(id => (RedisValue)NameOf(id))]);
        }
    }

    private async Task<bool> TryAsync(Func<Task> act)
    {
        try
        {
            await act().WaitAsync(Patience);
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            NoteAway(exception.GetType().Name);
            return false;
        }
    }

    private void NoteAway(string reason)
    {
        Volatile.Write(ref _isAway, true);
        metrics.NoteStream(isAway: true);
        if (!Interlocked.Exchange(ref _isTold, true))
        {
            Log.Away(logger, reason);
        }
    }

    private void NoteBack()
    {
        Volatile.Write(ref _isAway, false);
        metrics.NoteStream(isAway: false);
        if (Interlocked.Exchange(ref _isTold, false))
        {
            Log.Back(logger);
        }
    }

    private static string NameOf(Guid id) => id.ToString("N");

    private static partial class Log
    {
        [LoggerMessage(4020, LogLevel.Warning, "Redis does not take usage ({Reason}): it goes straight to the database, and calls under way are noted in the journal")]
        public static partial void Away(ILogger logger, string reason);

        [LoggerMessage(4021, LogLevel.Information, "Redis takes usage again")]
        public static partial void Back(ILogger logger);

        [LoggerMessage(4022, LogLevel.Warning, "An instance has ended in the middle: {Count} calls that it had under way are booked as estimates")]
        public static partial void TookOver(ILogger logger, long count);
    }
}

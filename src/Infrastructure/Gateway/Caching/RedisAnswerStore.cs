using AkashChat.Application.Gateway.Caching;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AkashChat.Infrastructure.Gateway.Caching;

/// <summary>Keeps answers in Redis, for all instances together. While it is away nothing is found and nothing kept.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Key</term><description>Content</description></listheader>
/// <item><term><c>akashchat:answer:{OWNER}:HASH</c></term><description>The answer, in <see cref="KeptAnswerFormat"/>.</description></item>
/// <item><term><c>akashchat:answers-of:{OWNER}</c></term><description>A sorted set of the hashes of the owner's answers, by their ends, to erase them by.</description></item>
/// </list>
/// The braces keep all of an owner on one node of a cluster. The written end decides; the time to live only tidies up.
/// </remarks>
internal sealed partial class RedisAnswerStore(IConnectionMultiplexer redis, TimeProvider clock, ILogger<RedisAnswerStore> logger) : IAnswerStore
{
    // A lookup that takes longer costs more than it saves.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    // After a failure nobody waits for it again for a while.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    private const string Keep = """
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        redis.call('ZADD', KEYS[2], ARGV[3], ARGV[4])
        redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[5])
        if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[2], ARGV[2]) end
        """;

    private readonly Lock _lock = new();
    private long? _failedAt;
    private long? _loggedAt;

    private IDatabase Database => redis.GetDatabase();

    private bool IsAway => !redis.IsConnected || (_failedAt is { } at && clock.GetElapsedTime(at) < Pause);

    public async ValueTask<KeptAnswer?> FindAsync(AnswerKey key, CancellationToken cancellationToken)
    {
        KeptAnswer? answer = null;
        await TryAsync(async () =>
        {
            byte[]? bytes = await Database.StringGetAsync(KeyOf(key)).WaitAsync(Patience, clock, cancellationToken);
            answer = bytes is null ? null : KeptAnswerFormat.Read(bytes);
        });
        return answer?.ExpiresAt > clock.GetUtcNow() ? answer : null;
    }

    public async ValueTask KeepAsync(AnswerKey key, KeptAnswer answer)
    {
        var timeToLive = (long)(answer.ExpiresAt - answer.StoredAt).TotalMilliseconds;
        if (timeToLive > 0)
        {
            await TryAsync(() => WriteAsync(key, answer, timeToLive).WaitAsync(Patience, clock));
        }
    }

    public async ValueTask ForgetAsync(Guid owner)
    {
        await TryAsync(async () =>
        {
            var hashes = await Database.SortedSetRangeByRankAsync(SetOf(owner)).WaitAsync(Patience, clock);
            await Database.KeyDeleteAsync([.. hashes.Select(hash => KeyOf(new AnswerKey(owner, hash.ToString()))), SetOf(owner)]).WaitAsync(Patience, clock);
        });
    }

    private Task WriteAsync(AnswerKey key, KeptAnswer answer, long timeToLive)
    {
        var bytes = KeptAnswerFormat.Write(answer);
        if (key.Owner is not { } owner)
        {
            // What is nobody's own is erased with nobody.
            return Database.StringSetAsync(KeyOf(key), bytes, TimeSpan.FromMilliseconds(timeToLive));
        }

        RedisValue[] values = [bytes, timeToLive, answer.ExpiresAt.ToUnixTimeMilliseconds(), key.Hash, clock.GetUtcNow().ToUnixTimeMilliseconds()];
        return Database.ScriptEvaluateAsync(Keep, [KeyOf(key), SetOf(owner)], values);
    }

    private async Task TryAsync(Func<Task> ask)
    {
        if (IsAway)
        {
            NoteAway("not connected, or did not answer a moment ago");
            return;
        }

        try
        {
            await ask();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Also commands that it refuses, which are no RedisException: nothing that is merely kept may fail a call.
            _failedAt = clock.GetTimestamp();
            NoteAway(exception.GetType().Name);
        }
    }

    private void NoteAway(string reason)
    {
        lock (_lock)
        {
            if (_loggedAt is { } at && clock.GetElapsedTime(at) < LogInterval)
            {
                return;
            }

            _loggedAt = clock.GetTimestamp();
        }

        Log.Away(logger, reason);
    }

    private static RedisKey KeyOf(AnswerKey key) => $"akashchat:answer:{{{key.Owner?.ToString("N") ?? "shared"}}}:{key.Hash}";

    private static RedisKey SetOf(Guid owner) => $"akashchat:answers-of:{{{owner:N}}}";

    private static partial class Log
    {
        [LoggerMessage(3500, LogLevel.Warning, "Redis is away: no answers are found in it or kept ({Reason})")]
        public static partial void Away(ILogger logger, string reason);
    }
}

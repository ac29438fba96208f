using System.Globalization;
using System.Text.Json;
using AkashChat.Application.Usage;
using AkashChat.Application.Usage.Refusals;
using AkashChat.Domain.Accounts;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AkashChat.Infrastructure.Usage.Refusals;

/// <summary>Keeps refusals in Redis, for all instances together. While it is away, each instance tells of its own.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Key</term><description>Content</description></listheader>
/// <item><term><c>akashchat:refusals:{OWNER}</c></term><description>A hash of the owner's last refusals by their ids, in JSON.</description></item>
/// <item><term><c>akashchat:refusals:{OWNER}:closed</c></term><description>There for a minute after the owner was erased: nothing is taken that an instance tells late.</description></item>
/// <item><term><c>akashchat:refused</c></term><description>A sorted set of those who were refused last, by the time.</description></item>
/// </list>
/// What an instance counts together it writes once a second; it tells of its own counts exactly.
/// </remarks>
internal sealed partial class RedisRefusalLog(
    IConnectionMultiplexer redis, MemoryRefusalLog memory, TimeProvider clock, ILogger<RedisRefusalLog> logger) : IRefusalLog, IPersonalTraces
{
    private const string Refused = "akashchat:refused";

    // Ids begin with the time.
    private const string Keep = """
        if redis.call('EXISTS', KEYS[2]) == 1 then return end
        redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        local ids = redis.call('HKEYS', KEYS[1])
        table.sort(ids)
        for index = 1, #ids do
          if ids[index] < ARGV[5] or index <= #ids - tonumber(ARGV[4]) then redis.call('HDEL', KEYS[1], ids[index]) end
        end
        """;

    private const string Close = "redis.call('DEL', KEYS[1]) redis.call('SET', KEYS[2], '', 'PX', ARGV[1])";

    // Much longer than it takes until all instances know that a key has ended.
    private static readonly TimeSpan Closed = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private IDatabase Database => redis.GetDatabase();

    public void Note(Refusal refusal)
    {
        if (memory.Take(refusal) is not { } entry || !redis.IsConnected)
        {
            return;
        }

        try
        {
            Write(entry);
        }
        catch (RedisException exception)
        {
            Log.Away(logger, exception.GetType().Name);
        }
    }

    public async Task<IReadOnlyList<Refusal>> ListAsync(UserId? owner, CancellationToken cancellationToken)
    {
        var own = await memory.ListAsync(owner, cancellationToken);
        if (!redis.IsConnected)
        {
            return own;
        }

        try
        {
            var kept = await (owner is { } user ? ReadAsync(user.Value) : ReadAllAsync()).WaitAsync(Patience, clock, cancellationToken);
            var counted = own.ToDictionary(refusal => refusal.Id, StringComparer.Ordinal);
            return
            [
                .. kept.Select(refusal => counted.GetValueOrDefault(refusal.Id, refusal))
                    .OrderByDescending(refusal => refusal.LastAt)
                    .Take(owner is null ? IRefusalLog.MostOfAll : IRefusalLog.MostOfOwner),
            ];
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            Log.Away(logger, exception.GetType().Name);
            return own;
        }
    }

    public Task CloseAsync(UserId userId, CancellationToken cancellationToken)
    {
        var owner = userId.Value;
        return Task.WhenAll(
            Database.ScriptEvaluateAsync(Close, KeysOf(owner), [(long)Closed.TotalMilliseconds]),
            Database.SortedSetRemoveAsync(Refused, owner.ToString("N"))).WaitAsync(Patience, clock, cancellationToken);
    }

    public Task EraseAsync(UserId userId) => memory.EraseAsync(userId);

    private void Write(Refusal entry)
    {
        const CommandFlags Forget = CommandFlags.FireAndForget;
        RedisValue[] values =
        [
            entry.Id, JsonSerializer.SerializeToUtf8Bytes(entry), (long)IRefusalLog.Kept.TotalMilliseconds, IRefusalLog.MostOfOwner, OldestId(),
        ];
        Database.ScriptEvaluate(Keep, KeysOf(entry.OwnerId), values, Forget);
        Database.SortedSetAdd(Refused, entry.OwnerId.ToString("N"), entry.LastAt.ToUnixTimeMilliseconds(), SortedSetWhen.GreaterThan, Forget);
        Database.SortedSetRemoveRangeByRank(Refused, 0, -IRefusalLog.MostOfAll - 1, Forget);
        Database.SortedSetRemoveRangeByScore(Refused, double.NegativeInfinity, (clock.GetUtcNow() - IRefusalLog.Kept).ToUnixTimeMilliseconds(), flags: Forget);
        Database.KeyExpire(Refused, IRefusalLog.Kept, flags: Forget);
    }

    private string OldestId() => string.Create(CultureInfo.InvariantCulture, $"{(clock.GetUtcNow() - IRefusalLog.Kept).ToUnixTimeMilliseconds():x12}");

    private async Task<IReadOnlyList<Refusal>> ReadAsync(Guid owner)
    {
        var since = clock.GetUtcNow() - IRefusalLog.Kept;
        return [.. (await Database.HashValuesAsync(KeyOf(owner))).Select(Parse).OfType<Refusal>().Where(refusal => refusal.LastAt >= since)];
    }

    private async Task<IReadOnlyList<Refusal>> ReadAllAsync()
    {
        var owners = await Database.SortedSetRangeByRankAsync(Refused);
        var all = await Task.WhenAll(owners.Select(owner => ReadAsync(Guid.Parse(owner.ToString()))));
        return [.. all.SelectMany(refusals => refusals)];
    }

    private static Refusal? Parse(RedisValue value) => JsonSerializer.Deserialize<Refusal>((byte[])value!);

    private static RedisKey[] KeysOf(Guid owner) => [KeyOf(owner), $"akashchat:refusals:{{{owner:N}}}:closed"];

    private static RedisKey KeyOf(Guid owner) => $"akashchat:refusals:{{{owner:N}}}";

    private static partial class Log
    {
        [LoggerMessage(3620, LogLevel.Debug, "Redis is away: refusals are kept in this process alone ({Reason})")]
        public static partial void Away(ILogger logger, string reason);
    }
}

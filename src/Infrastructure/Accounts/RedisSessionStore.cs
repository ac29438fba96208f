using System.Globalization;
using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;
using StackExchange.Redis;

namespace AkashChat.Infrastructure.Accounts;

/// <summary>Keeps sessions in Redis, for all instances together.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Key</term><description>Content</description></listheader>
/// <item><term><c>akashchat:session:TOKEN-HASH</c></term><description>A hash: <c>user</c>, and <c>created</c> and <c>ends</c> in UTC ticks.</description></item>
/// <item><term><c>akashchat:sessions-of:USER-ID</c></term><description>A sorted set of the token hashes of the user's sessions, by the latest moment each can end.</description></item>
/// </list>
/// Every decision falls on one key, so that sessions spread over a cluster: a session lives by its own key alone, and the set
/// only finds it. A session is written before its place in the set. So a member without a session is one that has ended, and
/// may be taken out; and a session without a place is one whose making failed, whose token nobody was given.
/// The written end decides. The time to live only tidies up, and so has some slack for clocks that go apart.
/// </remarks>
internal sealed class RedisSessionStore(IConnectionMultiplexer redis, TimeProvider clock) : ISessionStore
{
    private const string User = "user";
    private const string Created = "created";
    private const string Ends = "ends";
    private static readonly RedisValue[] Fields = [User, Created, Ends];
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    // In one step with its time to live: a key without one would stay for ever.
    private const string Write = "redis.call('HSET', KEYS[1], 'user', ARGV[1], 'created', ARGV[2], 'ends', ARGV[3]) redis.call('PEXPIRE', KEYS[1], ARGV[4])";
    private const string Renew = "if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end redis.call('HSET', KEYS[1], 'ends', ARGV[1]) redis.call('PEXPIRE', KEYS[1], ARGV[2]) return 1";
    private const string Enlist = "redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2]) redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[3]) redis.call('PEXPIRE', KEYS[1], ARGV[4])";
    private const string End = "local user = redis.call('HGET', KEYS[1], 'user') redis.call('DEL', KEYS[1]) return user";

    private IDatabase Database => redis.GetDatabase();

    public async Task AddAsync(Session session, CancellationToken cancellationToken)
    {
        RedisValue[] values = [session.UserId.ToString(), session.CreatedAt.UtcTicks, session.ExpiresAt.UtcTicks, TimeToLive(session.ExpiresAt)];
        await RunAsync(Write, KeyOf(session.TokenHash), values, cancellationToken);

        // The newest session has the latest of all ends.
        var latestEnd = session.CreatedAt + Session.AbsoluteLifetime;
        values = [latestEnd.ToUnixTimeMilliseconds(), session.TokenHash, clock.GetUtcNow().ToUnixTimeMilliseconds(), TimeToLive(latestEnd)];
        await RunAsync(Enlist, SetOf(session.UserId), values, cancellationToken);
    }

    public async Task<Session?> FindAsync(string tokenHash, CancellationToken cancellationToken) =>
        Read(tokenHash, await Database.HashGetAsync(KeyOf(tokenHash), Fields).WaitAsync(cancellationToken));

    public async Task<bool> RenewAsync(Session session, CancellationToken cancellationToken) =>
        (bool)await RunAsync(Renew, KeyOf(session.TokenHash), [session.ExpiresAt.UtcTicks, TimeToLive(session.ExpiresAt)], cancellationToken);

    public async Task DeleteAsync(string tokenHash, CancellationToken cancellationToken)
    {
        var user = (string?)await RunAsync(End, KeyOf(tokenHash), [], cancellationToken);
        if (user is not null)
        {
            await Database.SortedSetRemoveAsync(SetOf(user), tokenHash).WaitAsync(cancellationToken);
        }
    }

    public async Task DeleteAllAsync(UserId userId, CancellationToken cancellationToken)
    {
        var hashes = await HashesOfAsync(userId, cancellationToken);
        await Task.WhenAll(hashes.Select(hash => Database.KeyDeleteAsync(KeyOf(hash!)))).WaitAsync(cancellationToken);
        await DelistAsync(userId, hashes, cancellationToken);
    }

    public async Task<IReadOnlyList<Session>> ListAsync(UserId userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var hashes = await HashesOfAsync(userId, cancellationToken);
        var found = await Task.WhenAll(hashes.Select(hash => FindAsync(hash!, cancellationToken)));
        await DelistAsync(userId, [.. hashes.Where((_, index) => found[index] is null)], cancellationToken);
        return [.. found.OfType<Session>().Where(session => session.IsActiveAt(now)).OrderByDescending(session => session.CreatedAt)];
    }

    private Task<RedisValue[]> HashesOfAsync(UserId userId, CancellationToken cancellationToken) =>
        Database.SortedSetRangeByRankAsync(SetOf(userId)).WaitAsync(cancellationToken);

    private Task DelistAsync(UserId userId, RedisValue[] hashes, CancellationToken cancellationToken) =>
        hashes.Length == 0 ? Task.CompletedTask : Database.SortedSetRemoveAsync(SetOf(userId), hashes).WaitAsync(cancellationToken);

    private Task<RedisResult> RunAsync(string script, RedisKey key, RedisValue[] values, CancellationToken cancellationToken) =>
        Database.ScriptEvaluateAsync(script, [key], values).WaitAsync(cancellationToken);

    private long TimeToLive(DateTimeOffset end)
    {
        var left = end - clock.GetUtcNow();
        return (long)((left > TimeSpan.Zero ? left : TimeSpan.Zero) + Slack).TotalMilliseconds;
    }

    private static Session? Read(string tokenHash, RedisValue[] values) =>
        values is [{ IsNull: false } user, { IsNull: false } created, { IsNull: false } ends]
            ? Session.Restore(tokenHash, new UserId(Guid.Parse(user.ToString(), CultureInfo.InvariantCulture)), Time(created), Time(ends))
            : null;

    private static DateTimeOffset Time(RedisValue ticks) => new((long)ticks, TimeSpan.Zero);

    private static RedisKey KeyOf(string tokenHash) => $"akashchat:session:{tokenHash}";

    private static RedisKey SetOf(UserId userId) => SetOf(userId.ToString());

    private static RedisKey SetOf(string userId) => $"akashchat:sessions-of:{userId}";
}

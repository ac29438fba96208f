using System.Collections.Concurrent;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;
using AkashChat.Infrastructure.Common;
using AkashChat.Infrastructure.Gateway.Limits;
using AkashChat.Infrastructure.Persistence;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Servers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace AkashChat.Infrastructure.Tests.Gateway.Limits;

/// <summary>A store of limits, its clock, and counters that no other test has.</summary>
internal sealed class LimitRig : IAsyncDisposable, ILimitHistory
{
    /// <summary>How long a busy machine may take to answer, unless the test is about that.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private ConnectionMultiplexer? _redis;

    private LimitRig()
    {
    }

    public FakeTimeProvider Clock { get; private init; } = new(AMoment.Now);

    public ILimitStore Store { get; private set; } = null!;

    /// <summary>The same, if it is in Redis.</summary>
    public RedisLimitStore RedisStore => (RedisLimitStore)Store;

    public IConnectionMultiplexer Redis => _redis!;

    public CapturedLog Log { get; } = new();

    /// <summary>Whose limits the test is about, unless it says otherwise.</summary>
    public string Subject { get; private init; } = Guid.NewGuid().ToString("N");

    /// <summary>What the records say of each counter, in each stretch of time that is asked for.</summary>
    public Func<LimitCounter, DateTimeOffset, DateTimeOffset, long> Past { get; set; } = (_, _, _) => 0;

    /// <summary>The counters that the records were asked for.</summary>
    public ConcurrentQueue<LimitCounter> Asked { get; } = new();

    public static async Task<LimitRig> StartAsync(bool inRedis) =>
        inRedis ? await InRedisAsync(await RedisServer.SharedAsync()) : InMemory();

    public static LimitRig InMemory()
    {
        var rig = new LimitRig();
        rig.Store = new MemoryLimitStore(rig, rig.Clock);
        return rig;
    }

    public static async Task<LimitRig> InRedisAsync(RedisServer server, RedisLimitOptions? options = null, LimitRig? beside = null)
    {
        var rig = beside is null ? new LimitRig() : new LimitRig { Clock = beside.Clock, Subject = beside.Subject };
        var configuration = RedisServer.WithPatience(new RedisOptions(server.Host, server.Port, server.Password, 0).ToConfiguration());
        configuration.AllowAdmin = true;
        rig._redis = await ConnectionMultiplexer.ConnectAsync(configuration);
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(rig.Log));

        options ??= new RedisLimitOptions { Timeout = Patience };
        rig.Store = new RedisLimitStore(rig._redis, new RedisTag(new DatabaseOptions()), rig, options, rig.Clock, loggers.CreateLogger<RedisLimitStore>());
        return rig;
    }

    public ValueTask<long> SumAsync(LimitCounter counter, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        Asked.Enqueue(counter);
        return ValueTask.FromResult(Past(counter, from, to));
    }

    /// <summary>What a request takes of a limit.</summary>
    public LimitCharge Charge(
        LimitMeasure measure, long limit, LimitWindow? window = null, long amount = 1, long? least = null, string? subject = null, string? model = null)
    {
        window ??= measure == LimitMeasure.Parallel ? null : LimitWindow.Minute;
        var counter = new LimitCounter(LimitLevel.Key, subject ?? Subject, measure, window, model);
        return new LimitCharge(new LimitRule(LimitLevel.Key, measure, limit, window), counter, amount, least ?? amount);
    }

    public Reservation Reservation(params LimitCharge[] charges) => new(Guid.NewGuid(), Clock.GetUtcNow(), [.. charges]);

    public async Task<Outcome> ReserveAsync(params LimitCharge[] charges)
    {
        var reservation = Reservation(charges);
        return new Outcome(reservation, await Store.ReserveAsync(reservation, CancellationToken.None));
    }

    /// <summary>What counts of a limit.</summary>
    public async Task<long> UsedAsync(LimitCharge charge) => (await Store.ReadAsync(Reservation(charge), CancellationToken.None))[0].Used;

    public async ValueTask DisposeAsync()
    {
        (Store as IDisposable)?.Dispose();
        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }
    }

    /// <summary>A reservation that was asked for, and what became of it.</summary>
    internal sealed record Outcome(Reservation Reservation, IReadOnlyList<LimitState> States)
    {
        public bool IsAdmitted => States.All(state => !state.IsHit);
    }
}

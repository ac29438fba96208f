using AkashChat.Application.Usage.Refusals;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Usage.Refusals;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Servers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace AkashChat.Infrastructure.Tests.Usage;

/// <summary>What refusals may take of memory and of Redis, and for how long.</summary>
public sealed class RefusalLogTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new(AMoment.Now);
    private readonly MemoryRefusalLog _memory;

    public RefusalLogTests() => _memory = new MemoryRefusalLog(_clock, IRefusalLog.Kept);

    [Fact]
    public async Task Memory_DropsWhoeverWasRefusedTheLongestAgo()
    {
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        Note(_memory, first);
        Note(_memory, second);
        Note(_memory, first);
        for (var other = 2; other < MemoryRefusalLog.MostOwners; other++)
        {
            Note(_memory, Guid.CreateVersion7());
        }

        var full = await CountAsync(_memory, second);
        Note(_memory, Guid.CreateVersion7());

        Assert.Equal(10_000, MemoryRefusalLog.MostOwners);
        Assert.Equal((1, 1, 0), (full, await CountAsync(_memory, first), await CountAsync(_memory, second)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refusals_AreToldForAWeek(bool isInRedis)
    {
        await using var redis = isInRedis ? await ConnectAsync() : null;
        IRefusalLog log = redis is null ? _memory : RedisLog(redis);
        var owner = Guid.CreateVersion7();
        Note(log, owner);

        _clock.Advance(IRefusalLog.Kept);
        var week = await CountAsync(log, owner);
        _clock.Advance(Moment);

        Assert.Equal((1, 0), (week, await CountAsync(log, owner)));
    }

    [Fact]
    public async Task Redis_DropsOldOnesWithTheNextAndAllAWeekAfterTheLast()
    {
        await using var redis = await ConnectAsync();
        var log = RedisLog(redis);
        var (owner, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        Note(log, other);
        RedisKey key = $"akashchat:refusals:{{{owner:N}}}";
        Note(log, owner);
        _clock.Advance(TimeSpan.FromDays(6));
        Note(log, owner);
        var both = await redis.GetDatabase().HashLengthAsync(key);
        _clock.Advance(TimeSpan.FromDays(1) + Moment);
        Note(log, owner);

        Assert.Equal((2, 2), (both, await redis.GetDatabase().HashLengthAsync(key)));
        Assert.Null(await redis.GetDatabase().SortedSetScoreAsync("akashchat:refused", other.ToString("N")));
        Assert.InRange((await redis.GetDatabase().KeyTimeToLiveAsync(key))!.Value, IRefusalLog.Kept - TimeSpan.FromMinutes(1), IRefusalLog.Kept);
    }

    [Fact]
    public async Task Redis_TakesNothingOfAPersonWhoIsBeingErased()
    {
        await using var redis = await ConnectAsync();
        var log = RedisLog(redis);
        var (owner, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        Note(log, owner);
        Note(log, other);

        await log.CloseAsync(new UserId(owner), CancellationToken.None);
        _clock.Advance(Moment);
        Note(log, owner);

        Assert.Equal((0, 1), (await CountAsync(log, owner), await CountAsync(log, other)));
        var left = await redis.GetDatabase().KeyTimeToLiveAsync($"akashchat:refusals:{{{owner:N}}}:closed");
        Assert.InRange(left!.Value, Moment, TimeSpan.FromMinutes(1));
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync() =>
        await ConnectionMultiplexer.ConnectAsync((await RedisServer.SharedAsync()).ConnectionString);

    private static async Task<int> CountAsync(IRefusalLog log, Guid owner) => (await log.ListAsync(new UserId(owner), CancellationToken.None)).Count;

    private RedisRefusalLog RedisLog(IConnectionMultiplexer redis) => new(redis, _memory, _clock, NullLogger<RedisRefusalLog>.Instance);

    private void Note(IRefusalLog log, Guid owner)
    {
        var now = _clock.GetUtcNow();
        log.Note(new Refusal
        {
            Id = UsageRecord.NewId(now).ToString("N"),
            At = now,
            LastAt = now,
            OwnerId = owner,
            KeyId = "0123456789",
            Route = "chat/completions",
            Model = "scripted",
            Code = "gateway.request_limit",
            Message = "Too many.",
        });
    }
}

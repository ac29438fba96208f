using AkashChat.Domain.Accounts;
using AkashChat.Infrastructure.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using StoreKind = AkashChat.Infrastructure.Tests.Accounts.OpenSessionStore.Kind;

namespace AkashChat.Infrastructure.Tests.Accounts;

/// <summary>What lies in Redis, and for how long.</summary>
public sealed class RedisSessionStoreTests
{
    [Fact]
    public async Task Session_LiesInRedisAloneWithItsUserAndTimesAndEndsThereToo()
    {
        await using var open = await OpenSessionStore.AsAsync(StoreKind.Redis);
        var session = await open.AddSessionAsync(await open.AddUserAsync());
        var database = DatabaseOf(open);

        var fields = (await database.HashGetAllAsync(KeyOf(session))).ToDictionary(field => (string)field.Name!, field => (string?)field.Value);
        var sessionLives = await database.KeyTimeToLiveAsync(KeyOf(session));
        var setLives = await database.KeyTimeToLiveAsync(SetOf(session.UserId));

        Assert.IsType<RedisSessionStore>(open.Store);
        Assert.Equal(0, await open.Host.QueryAsync(db => db.Set<Session>().CountAsync()));
        Assert.Equal(["created", "ends", "user"], fields.Keys.Order());
        Assert.Equal(session.UserId.ToString(), fields["user"]);
        Assert.InRange(sessionLives!.Value, Session.SlidingLifetime, Session.SlidingLifetime + TimeSpan.FromHours(1));
        Assert.InRange(setLives!.Value, Session.AbsoluteLifetime, Session.AbsoluteLifetime + TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task RenewedSession_LivesUntilItsNewEnd()
    {
        await using var open = await OpenSessionStore.AsAsync(StoreKind.Redis);
        var session = await open.AddSessionAsync(await open.AddUserAsync());
        var database = DatabaseOf(open);
        await database.KeyExpireAsync(KeyOf(session), TimeSpan.FromMinutes(1));
        open.Clock.Advance(TimeSpan.FromDays(3));
        session.Renew(open.Clock.GetUtcNow());

        await open.Store.RenewAsync(session, CancellationToken.None);

        Assert.InRange((await database.KeyTimeToLiveAsync(KeyOf(session)))!.Value, Session.SlidingLifetime, Session.SlidingLifetime + TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task SessionThatRanOut_LosesItsPlaceWhenTheListIsRead()
    {
        await using var open = await OpenSessionStore.AsAsync(StoreKind.Redis);
        var user = await open.AddUserAsync();
        var (ranOut, live) = (await open.AddSessionAsync(user), await open.AddSessionAsync(user));
        var database = DatabaseOf(open);
        await database.KeyDeleteAsync(KeyOf(ranOut));

        await open.Store.ListAsync(user, CancellationToken.None);

        Assert.Equal([live.TokenHash], (await database.SortedSetRangeByRankAsync(SetOf(user))).Select(hash => (string?)hash));
    }

    [Fact]
    public async Task SessionPastItsAbsoluteEnd_LosesItsPlaceAtTheNextSignIn()
    {
        await using var open = await OpenSessionStore.AsAsync(StoreKind.Redis);
        var user = await open.AddUserAsync();
        await open.AddSessionAsync(user);
        open.Clock.Advance(Session.AbsoluteLifetime + TimeSpan.FromSeconds(1));

        var live = await open.AddSessionAsync(user);

        Assert.Equal([live.TokenHash], (await DatabaseOf(open).SortedSetRangeByRankAsync(SetOf(user))).Select(hash => (string?)hash));
    }

    [Fact]
    public async Task LastSessionThatIsEnded_LeavesNothingBehind()
    {
        await using var open = await OpenSessionStore.AsAsync(StoreKind.Redis);
        var (one, other) = (await open.AddUserAsync(), await open.AddUserAsync());
        var session = await open.AddSessionAsync(one);
        await open.AddSessionAsync(other);

        await open.Store.DeleteAsync(session.TokenHash, CancellationToken.None);
        await open.Store.DeleteAllAsync(other, CancellationToken.None);

        Assert.Equal(0, await DatabaseOf(open).KeyExistsAsync([KeyOf(session), SetOf(one), SetOf(other)]));
    }

    private static IDatabase DatabaseOf(OpenSessionStore open) => open.Host.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();

    private static RedisKey KeyOf(Session session) => $"akashchat:session:{session.TokenHash}";

    private static RedisKey SetOf(UserId user) => $"akashchat:sessions-of:{user}";
}

using AkashChat.Domain.Accounts;
using StoreKind = AkashChat.Infrastructure.Tests.Accounts.OpenSessionStore.Kind;

namespace AkashChat.Infrastructure.Tests.Accounts;

/// <summary>What every store of sessions promises.</summary>
public sealed class SessionStoreTests
{
    public static TheoryData<StoreKind> Stores => [.. Enum.GetValues<StoreKind>()];

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Added_IsFoundAsItWas(StoreKind kind)
    {
        await using var open = await OpenSessionStore.AsAsync(kind);
        var user = await open.AddUserAsync();

        var added = await open.AddSessionAsync(user);

        var found = await open.Store.FindAsync(added.TokenHash, CancellationToken.None);
        Assert.NotNull(found);
        Assert.Equal((added.UserId, added.CreatedAt, added.ExpiresAt), (found.UserId, found.CreatedAt, found.ExpiresAt));
        Assert.Equal(added.TokenHash, found.TokenHash);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Unknown_IsNotFoundAndEndsWithoutAnError(StoreKind kind)
    {
        await using var open = await OpenSessionStore.AsAsync(kind);
        var unknown = SessionToken.Generate().Hash;

        await open.Store.DeleteAsync(unknown, CancellationToken.None);
        await open.Store.DeleteAllAsync(UserId.New(open.Clock.GetUtcNow()), CancellationToken.None);

        Assert.Null(await open.Store.FindAsync(unknown, CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Renewed_HasItsNewEnd(StoreKind kind)
    {
        await using var open = await OpenSessionStore.AsAsync(kind);
        var session = await open.AddSessionAsync(await open.AddUserAsync());
        open.Clock.Advance(TimeSpan.FromDays(3));
        session.Renew(open.Clock.GetUtcNow());

        var renewed = await open.Store.RenewAsync(session, CancellationToken.None);

        Assert.True(renewed);
        Assert.Equal(open.Clock.GetUtcNow() + Session.SlidingLifetime, (await open.Store.FindAsync(session.TokenHash, CancellationToken.None))!.ExpiresAt);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Ended_StaysEndedWhenItIsRenewed(StoreKind kind)
    {
        await using var open = await OpenSessionStore.AsAsync(kind);
        var session = await open.AddSessionAsync(await open.AddUserAsync());
        await open.Store.DeleteAsync(session.TokenHash, CancellationToken.None);

        var renewed = await open.Store.RenewAsync(session, CancellationToken.None);

        Assert.False(renewed);
        Assert.Null(await open.Store.FindAsync(session.TokenHash, CancellationToken.None));
        Assert.Empty(await open.Store.ListAsync(session.UserId, CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task RenewedAndEndedAtOnce_IsEnded(StoreKind kind)
    {
        await using var open = await OpenSessionStore.AsAsync(kind);
        var user = await open.AddUserAsync();
        for (var round = 0; round < 20; round++)
        {
            var session = await open.AddSessionAsync(user);

            await Task.WhenAll(
                open.InScopeAsync(store => store.RenewAsync(session, CancellationToken.None)),
                open.InScopeAsync(store => store.DeleteAllAsync(user, CancellationToken.None)),
                open.InScopeAsync(store => store.RenewAsync(session, CancellationToken.None)));

            Assert.Null(await open.Store.FindAsync(session.TokenHash, CancellationToken.None));
        }
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task DeleteAll_EndsOneUsersSessionsAndNobodyElses(StoreKind kind)
    {
        await using var open = await OpenSessionStore.AsAsync(kind);
        var (one, other) = (await open.AddUserAsync(), await open.AddUserAsync());
        var ended = new[] { await open.AddSessionAsync(one), await open.AddSessionAsync(one) };
        var kept = await open.AddSessionAsync(other);

        await open.Store.DeleteAllAsync(one, CancellationToken.None);
        var later = await open.AddSessionAsync(one);

        foreach (var session in ended)
        {
            Assert.Null(await open.Store.FindAsync(session.TokenHash, CancellationToken.None));
        }

        Assert.NotNull(await open.Store.FindAsync(kept.TokenHash, CancellationToken.None));
        Assert.Equal([later.TokenHash], await open.ListHashesAsync(one));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task List_HasTheLiveOnesTheNewestFirst(StoreKind kind)
    {
        await using var open = await OpenSessionStore.AsAsync(kind);
        var (one, other) = (await open.AddUserAsync(), await open.AddUserAsync());
        await open.AddSessionAsync(one);
        open.Clock.Advance(TimeSpan.FromDays(10));
        var second = await open.AddSessionAsync(one);
        open.Clock.Advance(Session.SlidingLifetime - TimeSpan.FromDays(10));
        var third = await open.AddSessionAsync(one);
        var signedOut = await open.AddSessionAsync(one);
        await open.AddSessionAsync(other);
        await open.Store.DeleteAsync(signedOut.TokenHash, CancellationToken.None);

        Assert.Equal([third.TokenHash, second.TokenHash], await open.ListHashesAsync(one));
    }
}

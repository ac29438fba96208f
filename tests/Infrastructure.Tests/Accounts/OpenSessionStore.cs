using AkashChat.Application.Accounts;
using AkashChat.Application.Common;
using AkashChat.Domain.Accounts;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Infrastructure.Tests.Accounts;

/// <summary>A store of sessions in a host of its own, and what a test does with it.</summary>
public sealed class OpenSessionStore : IAsyncDisposable
{
    private readonly AsyncServiceScope _scope;

    private OpenSessionStore(TestHost host)
    {
        Host = host;
        _scope = host.Services.CreateAsyncScope();
    }

    /// <summary>Where sessions can be kept.</summary>
    public enum Kind
    {
        Sqlite,
        Postgres,
        Redis,
    }

    public TestHost Host { get; }

    public FakeTimeProvider Clock => Host.Clock;

    public ISessionStore Store => _scope.ServiceProvider.GetRequiredService<ISessionStore>();

    public static async Task<OpenSessionStore> AsAsync(Kind kind)
    {
        var redis = kind == Kind.Redis ? await RedisServer.SharedAsync() : null;
        return new OpenSessionStore(await TestHost.StartAsync(options =>
        {
            options.Database = kind == Kind.Postgres ? TestDatabase.Postgres : TestDatabase.Sqlite;
            if (redis is not null)
            {
                options.WithRedis(redis);
            }
        }));
    }

    public async Task<UserId> AddUserAsync()
    {
        var user = AUser.Permissionless(now: Clock.GetUtcNow());
        _scope.ServiceProvider.GetRequiredService<IUserStore>().Add(user);
        await SaveAsync();
        return user.Id;
    }

    public async Task<Session> AddSessionAsync(UserId user)
    {
        var session = Session.Start(user, SessionToken.Generate(), Clock.GetUtcNow());
        await Store.AddAsync(session, CancellationToken.None);
        await SaveAsync();
        return session;
    }

    public async Task<IReadOnlyList<string>> ListHashesAsync(UserId user) =>
        [.. (await Store.ListAsync(user, CancellationToken.None)).Select(session => session.TokenHash)];

    /// <summary>Acts as a request of its own would.</summary>
    public async Task InScopeAsync(Func<ISessionStore, Task> act)
    {
        await using var scope = Host.Services.CreateAsyncScope();
        await act(scope.ServiceProvider.GetRequiredService<ISessionStore>());
    }

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync();
        await Host.DisposeAsync();
    }

    private async Task SaveAsync() =>
        Assert.True((await _scope.ServiceProvider.GetRequiredService<IUnitOfWork>().SaveChangesAsync(CancellationToken.None)).IsSuccess);
}

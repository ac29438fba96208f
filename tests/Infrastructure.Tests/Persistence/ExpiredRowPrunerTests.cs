using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Persistence;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AkashChat.Infrastructure.Tests.Persistence;

public sealed class ExpiredRowPrunerTests
{
    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task Prune_DeletesWhatHasEndedAndKeepsWhatCounts(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        await host.ClaimKeyAsync();
        host.Clock.Advance(TimeSpan.FromDays(14));
        await host.ClaimKeyAsync();
        var pruner = host.Services.GetServices<IHostedService>().OfType<ExpiredRowPruner>().Single();

        await pruner.PruneAsync(CancellationToken.None);

        Assert.Equal(1, await host.QueryAsync(db => db.Set<Session>().CountAsync()));
        Assert.Equal(1, await host.QueryAsync(db => db.Set<SpentChallenge>().CountAsync()));
        Assert.Equal(2, await host.QueryAsync(db => db.Set<ApiKey>().CountAsync()));
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task Prune_TakesTheNetworkOutOfTheLastActsOfErasedUsersAndKeepsWhatTheOperatorDid(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        await host.ClaimKeyAsync();
        var nobody = new Visitor(UserId.New(host.Clock.GetUtcNow()), TestPeople.Loopback);
        await host.StoreAsync(AuditEntry.Of(nobody, "key.renamed", host.Clock.GetUtcNow()));
        var pruner = host.Services.GetServices<IHostedService>().OfType<ExpiredRowPruner>().Single();

        await pruner.PruneAsync(CancellationToken.None);
        var soon = await ReadAsync(host);
        host.Clock.Advance(TimeSpan.FromDays(401));
        await pruner.PruneAsync(CancellationToken.None);
        var late = await ReadAsync(host);

        Assert.Equal(ClientNetwork.Erased, Assert.Single(soon, entry => entry.UserId == nobody.UserId).Network);
        Assert.Contains(soon, entry => entry.UserId is not null && entry.Network == TestPeople.Loopback);
        Assert.Equal("policy.changed", Assert.Single(late).Action);
    }

    private static Task<List<AuditEntry>> ReadAsync(TestHost host) =>
        host.QueryAsync(db => db.Set<AuditEntry>().AsNoTracking().ToListAsync());
}

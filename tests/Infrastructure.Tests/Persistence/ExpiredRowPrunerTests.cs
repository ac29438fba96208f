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
}

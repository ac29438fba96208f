using AkashChat.Domain.Accounts;
using AkashChat.Infrastructure.Persistence;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Infrastructure.Tests.Persistence;

public sealed class MigrationTests
{
    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task NewDatabase_IsMigratedToTheModelAsItIs(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);

        var (pending, applied, drift) = await host.QueryAsync(async db => (
            await db.Database.GetPendingMigrationsAsync(), await db.Database.GetAppliedMigrationsAsync(), db.Database.HasPendingModelChanges()));

        Assert.Empty(pending);
        Assert.Equal(applied, MigrationHistory.Known);
        Assert.False(drift, "The model has changed: dotnet ef migrations add NAME --project src/Infrastructure --output-dir Persistence/Migrations");
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task Start_MakesOneTeamForEachTier(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options =>
        {
            options.Database = database;
            options.Settings["LITELLM_TEAM_PERMISSIONLESS"] = "our-team";
        });

        var teams = await host.QueryAsync(db => db.Set<Team>().OrderBy(team => team.Tier).ToListAsync());

        Assert.Equal([("our-team", Tier.Permissionless), ("chatapi-auth0", Tier.Extended)], teams.Select(team => (team.Id, team.Tier)));
    }

    [Fact]
    public async Task TwoInstancesStartingAtOnceOnOneDatabase_BothStart()
    {
        var connection = await (await TestKit.Servers.PostgresServer.SharedAsync()).CreateDatabaseAsync();

        var hosts = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ =>
            TestHost.StartAsync(options => options.Settings["DATABASE_URL"] = connection)));

        // And they are one service: what one sealed, the other opens.
        var solved = await hosts[0].SolveChallengeAsync();
        using var claimed = await hosts[1].Client.PostAsync(
            new Uri("api/keys/claim", UriKind.Relative),
            System.Net.Http.Json.JsonContent.Create(new { keyName = "k", acceptsTerms = true, challenge = solved.Challenge, solution = solved.Solution }));
        Assert.Equal(System.Net.HttpStatusCode.Created, claimed.StatusCode);
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }
}

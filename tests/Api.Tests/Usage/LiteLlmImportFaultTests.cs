using System.Net;
using AkashChat.Api.Tests.Gateway;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Settings;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.LiteLlm;
using AkashChat.TestKit.Servers;
using AkashChat.TestKit.Upstream;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AkashChat.Api.Tests.Usage;

/// <summary>Databases that are not as expected: the command says so, and changes nothing.</summary>
[Collection(HeavyTests.Name)]
public sealed class LiteLlmImportFaultTests
{
    private const string Password = "planted-password-4711";

    [Fact]
    public async Task OldVersionOfTheProxy_LacksColumnsAndTablesAndIsTakenAllTheSame()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        var (host, options) = await Imports.StartAsync(options => options.WithModel("scripted", upstream));
        await using var disposed = host;
        var proxy = await LiteLlmProxyDatabase.CreateAsync();
        var key = new SeededKey("sk-1234") { UserId = "somebody", TeamId = "gone" };
        await proxy.AddAsync(key);
        await proxy.ExecuteAsync("""
            ALTER TABLE "LiteLLM_VerificationToken"
                DROP COLUMN created_at, DROP COLUMN last_active, DROP COLUMN blocked, DROP COLUMN allowed_routes, DROP COLUMN budget_limits, DROP COLUMN project_id,
                DROP COLUMN organization_id, DROP COLUMN budget_id, DROP COLUMN access_group_ids, DROP COLUMN policies, DROP COLUMN auto_rotate,
                ADD COLUMN something_new jsonb DEFAULT '{}';
            DROP TABLE "LiteLLM_DeprecatedVerificationToken", "LiteLLM_ProjectTable", "LiteLLM_TeamMembership", "LiteLLM_BudgetTable", "LiteLLM_OrganizationTable";
            ALTER TABLE "LiteLLM_UserTable" DROP COLUMN created_at;
            """);

        var (report, printed) = await options.ImportAsync(proxy.ConnectionString);
        using var answer = await host.ClientWithKey(key.Text).ChatAsync();

        Assert.Equal(1, report.Taken);
        Assert.Contains("its limits are unknown", printed, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("nonsense", "neither postgres://")]
    [InlineData($"mysql://root:{Password}@127.0.0.1/litellm", "neither postgres://")]
    [InlineData($"postgres://root:{Password}@127.0.0.1:1/litellm", "127.0.0.1:1/litellm cannot be read")]
    public async Task WrongAddress_IsToldWithoutThePassword(string url, string text)
    {
        var (host, options) = await Imports.StartAsync(_ => { });
        await using var disposed = host;

        var exception = await Assert.ThrowsAsync<StartupException>(() => options.ImportAsync(url));

        Assert.Contains(text, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DatabaseOfSomethingElse_IsToldByTheTableThatIsMissing()
    {
        var (host, options) = await Imports.StartAsync(_ => { });
        await using var disposed = host;
        var other = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        var name = new NpgsqlConnectionStringBuilder(other).Database;

        var wrong = await Assert.ThrowsAsync<StartupException>(() => options.ImportAsync(other));
        var missing = await Assert.ThrowsAsync<StartupException>(() => options.ImportAsync(other.Replace($"={name}", "=nowhere", StringComparison.Ordinal)));

        Assert.Contains("LiteLLM_VerificationToken", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("nowhere", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailureInTheMiddle_LeavesNothing()
    {
        var (host, options) = await Imports.StartAsync(_ => { });
        await using var disposed = host;
        var proxy = await LiteLlmProxyDatabase.CreateAsync();
        var seed = new LiteLlmSeed(1, 2_000, host.Clock.GetUtcNow());
        await proxy.AddAsync(seed);
        await host.QueryAsync(db => db.Database.ExecuteSqlRawAsync(
            "CREATE TRIGGER fail BEFORE INSERT ON api_keys WHEN (SELECT COUNT(*) FROM api_keys) = 1000 BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"));
        var before = await host.DumpRowsAsync();

        var exception = await Assert.ThrowsAsync<StartupException>(() => options.ImportAsync(proxy.Url));

        Assert.Contains("the disk is full", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, await host.DumpRowsAsync());
        await host.QueryAsync(db => db.Database.ExecuteSqlRawAsync("DROP TRIGGER fail"));
        var (report, _) = await options.ImportAsync(proxy.Url);
        Assert.Equal(seed.Keys.Count(key => !key.IsSkipped), report.Taken);
    }

    [Fact]
    public async Task LockedDatabase_IsToldWithWhatToDo()
    {
        var (host, options) = await Imports.StartAsync(_ => { });
        await using var disposed = host;
        var proxy = await LiteLlmProxyDatabase.CreateAsync();
        await proxy.AddAsync(new SeededKey("sk-1234"));

        var exception = await host.QueryAsync(async db =>
        {
            await using var writing = await db.Database.BeginTransactionAsync();
            return await Assert.ThrowsAsync<StartupException>(() => options.ImportAsync(proxy.Url, isTrial: true));
        });

        Assert.Contains("locked", exception.Message, StringComparison.Ordinal);
        Assert.Contains("stop the service", exception.Message, StringComparison.Ordinal);
        Assert.Empty(await host.QueryAsync(db => db.Set<ApiKey>().ToListAsync()));
    }
}

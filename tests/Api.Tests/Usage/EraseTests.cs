using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.Application.Usage;
using AkashChat.Application.Usage.EraseAccount;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.Domain.Usage;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Tests.Usage;

public sealed class EraseTests
{
    private const string Confirmation = """{"confirm":"delete my account"}""";

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task Erased_NothingOfThePersonIsLeftAndUsageHasNobody(TestDatabase database)
    {
        string[] planted = ["planted purpose 8841", "planted key name 8842", "auth0|planted-subject-8843", "planted-8844@example.org"];
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options =>
        {
            options.Database = database;
            options.WithModel("scripted", upstream);
        });
        await host.ClaimKeyAsync(name: "Neighbour's key");
        var user = AUser.Permissionless(planted[0], host.Clock.GetUtcNow());
        var issued = AKey.Active(user, host.Clock.GetUtcNow(), planted[1]);
        var team = await host.QueryAsync(db => db.Set<Team>().AsNoTracking().SingleAsync(candidate => candidate.Tier == Tier.Extended));
        user.Attach(team, AnIdentity.Of(planted[2], planted[3]));
        await host.StoreAsync(user, new Consent(user.Id, ConsentKind.Terms, 1, Terms.CurrentVersion, "/terms", given: true, host.Clock.GetUtcNow()), issued.Key);
        using var client = await host.SignInAsync(user.Id);
        using var program = host.ClientWithKey(issued.Text);
        using var called = await CallAsync(program);
        using var renamed = await client.PatchAsync(new Uri($"api/keys/{issued.Key.Id}", UriKind.Relative), Json.Body($$"""{"keyName":"{{planted[1]}}!"}"""));
        using var rotated = await client.PostJsonAsync($"api/keys/{issued.Key.Id}/rotate", """{"overlapSeconds":3600,"acceptsTerms":false}""");
        var before = await host.DumpAsync();

        using var erased = await EraseAsync(client, Confirmation);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        using var refused = await CallAsync(program);
        using var account = await client.GetPathAsync("api/account");
        using var again = await EraseAsync(client, Confirmation);
        await host.StopAsync();
        var after = await host.DumpAsync();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK), (called.StatusCode, renamed.StatusCode, rotated.StatusCode));
        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        Assert.StartsWith("akash-session=;", Assert.Single(erased.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        await refused.MustBeOpenAiErrorAsync(401, "keys.unknown");
        await account.MustBeProblemAsync(401, "accounts.not_signed_in");
        await again.MustBeProblemAsync(401, "accounts.not_signed_in");
        foreach (var text in planted)
        {
            Assert.Contains(text, before, StringComparison.Ordinal);
            Assert.DoesNotContain(text, after, StringComparison.Ordinal);
        }

        Assert.Contains("Neighbour's key", after, StringComparison.Ordinal);
        var usage = Assert.Single(await host.QueryAsync(db => db.Set<UsageRecord>().AsNoTracking().ToListAsync()));
        Assert.Equal((Guid.Empty, UsageRecord.ErasedKeyId, "scripted"), (usage.UserId, usage.KeyId, usage.Model));
        var trail = await host.QueryAsync(db => db.Set<AuditEntry>().AsNoTracking().Where(entry => entry.UserId == user.Id).ToListAsync());
        Assert.Equal(["key.renamed", "key.rotated", "user.erased"], trail.Select(entry => entry.Action).Order(StringComparer.Ordinal));
        Assert.All(trail, entry => Assert.Equal(ClientNetwork.Erased, entry.Network));
        Assert.Equal(
            (1, 1, 1, 1),
            await host.QueryAsync(async db => (
                await db.Set<User>().CountAsync(), await db.Set<ApiKey>().CountAsync(), await db.Set<Session>().CountAsync(), await db.Set<Consent>().CountAsync())));
        Assert.DoesNotContain(after.Split('\n'), line =>
            line.StartsWith("act_tallies", StringComparison.Ordinal) && line.Contains(user.Id.ToString(), StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"confirm":"yes"}""")]
    [InlineData("""{"confirm":"DELETE MY ACCOUNT"}""")]
    public async Task NotConfirmed_IsRefusedWithWhatToSay(string body)
    {
        await using var host = await TestHost.StartAsync();
        using var visitor = host.NewClient(cookies: true);
        await host.ClaimKeyAsync(visitor);

        using var response = await EraseAsync(visitor, body);

        var problem = await response.MustBeProblemAsync(400, "request.invalid");
        Assert.Contains("delete my account", problem.GetProperty("errors").GetProperty("confirm")[0].GetString()!, StringComparison.Ordinal);
        Assert.Equal(1, await host.QueryAsync(db => db.Set<User>().CountAsync()));
    }

    [Fact]
    public async Task NobodyOrAnotherSite_ErasesNothing()
    {
        await using var host = await TestHost.StartAsync();
        using var visitor = host.NewClient(cookies: true);
        await host.ClaimKeyAsync(visitor);
        using var forged = new HttpRequestMessage(HttpMethod.Delete, "api/account") { Content = Json.Body(Confirmation) };
        forged.Headers.Add("Sec-Fetch-Site", "cross-site");

        using var nobody = await EraseAsync(host.Client, Confirmation);
        using var crossSite = await visitor.SendAsync(forged);

        await nobody.MustBeProblemAsync(401, "accounts.not_signed_in");
        await crossSite.MustBeProblemAsync(403, "request.cross_site");
        Assert.Equal(1, await host.QueryAsync(db => db.Set<User>().CountAsync()));
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task SessionsThatCannotBeEnded_EraseNothing(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        var visitor = await host.AddExtendedUserAsync();
        await host.QueryAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE sessions RENAME TO sessions_away"));

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => host.SendAsync(new EraseAccountCommand(visitor, EraseAccountCommand.Phrase)));

        Assert.Equal(1, await host.QueryAsync(db => db.Set<User>().CountAsync()));
        Assert.Equal(1, await host.QueryAsync(db => db.Set<Consent>().CountAsync()));
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task UsageUnderWayWhileErasing_IsKeptWithoutThePersons(TestDatabase database)
    {
        const int People = 12;
        const int Requests = 40;
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        var sink = host.Services.GetRequiredService<IUsageSink>();
        var visitors = new List<(Visitor Visitor, ApiKey Key)>();
        for (var number = 0; number <= People; number++)
        {
            var user = AUser.Permissionless(now: host.Clock.GetUtcNow());
            var issued = AKey.Active(user, host.Clock.GetUtcNow());
            await host.StoreAsync(user, issued.Key);
            visitors.Add((new Visitor(user.Id, TestPeople.Loopback), issued.Key));
        }

        var stays = visitors[^1];
        var erasures = visitors.SkipLast(1).Select(async visitor =>
        {
            Record(visitor.Key);
            await Task.Yield();
            var erased = await host.SendAsync(new EraseAccountCommand(visitor.Visitor, EraseAccountCommand.Phrase));
            Record(visitor.Key);
            return erased.IsSuccess;
        }).ToArray();
        Record(stays.Key);
        var outcomes = await Task.WhenAll(erasures);
        var usage = await host.StopAndReadUsageAsync();

        Assert.All(outcomes, Assert.True);
        Assert.Equal(Requests * ((People * 2) + 1), usage.Count);
        Assert.Equal(Requests, usage.Count(record => record.UserId == stays.Visitor.UserId.Value && record.KeyId == stays.Key.Id.Value));
        Assert.Equal(Requests * People * 2, usage.Count(record => record.UserId == Guid.Empty && record.KeyId == UsageRecord.ErasedKeyId));

        void Record(ApiKey key)
        {
            for (var number = 0; number < Requests; number++)
            {
                sink.Record(AUsageRecord.Completed(key, host.Clock.GetUtcNow()));
            }
        }
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task SameSubjectAfterwards_IsANewEmptyAccount(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        var first = await host.AddExtendedUserAsync(subject: "auth0|comes-back");
        var erased = await host.SendAsync(new EraseAccountCommand(first, EraseAccountCommand.Phrase));

        var second = await host.AddExtendedUserAsync(subject: "auth0|comes-back");
        using var client = await host.SignInAsync(second.UserId);
        using var account = await client.GetPathAsync("api/account");

        Assert.True(erased.IsSuccess);
        Assert.NotEqual(first.UserId, second.UserId);
        Assert.Empty((await account.ReadJsonAsync()).GetProperty("keys").EnumerateArray());
    }

    private static Task<HttpResponseMessage> EraseAsync(HttpClient client, string body) => client.SendAsync(
        new HttpRequestMessage(HttpMethod.Delete, "api/account") { Content = body.Length == 0 ? null : Json.Body(body) });

    private static Task<HttpResponseMessage> CallAsync(HttpClient program) =>
        program.PostJsonAsync("v1/chat/completions", """{"model":"scripted","messages":[{"role":"user","content":"Hello"}]}""");
}

using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Accounts;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Api.Tests.Accounts;

public sealed class RecoveryTests
{
    private static readonly Uri NewCode = new("api/account/recovery-code", UriKind.Relative);

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task CodeOnAnotherDevice_LeadsBackToTheSameAccountAndKey(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        var claimed = await host.OpenAccountAsync();
        using var device = host.NewClient(cookies: true);

        using var recovered = await device.RecoverAsync(claimed.RecoveryCode);
        using var response = await device.GetPathAsync("api/account");

        var account = await response.ReadJsonAsync();
        Assert.Equal((HttpStatusCode.NoContent, ""), (recovered.StatusCode, await recovered.Content.ReadAsStringAsync()));
        Assert.Equal(claimed.UserId, account.GetProperty("user").GetProperty("id").GetGuid());
        Assert.Equal(claimed.KeyId, Assert.Single(account.GetProperty("keys").EnumerateArray()).GetProperty("id").GetString());
        var entry = await host.QueryAsync(db => db.Set<AuditEntry>().SingleAsync(entry => entry.Action == "user.recovered"));
        Assert.Equal((new UserId(claimed.UserId), "127.0.0.0/24"), (entry.UserId!.Value, entry.Network.Prefix));
    }

    [Fact]
    public async Task CodeAsPeopleTypeIt_IsReadAndStaysGood()
    {
        await using var host = await TestHost.StartAsync();
        var claimed = await host.OpenAccountAsync();
        var typed = $" {claimed.RecoveryCode.ToLowerInvariant().Replace('-', ' ').Replace('0', 'o').Replace('1', 'l')} ";

        using var first = await host.Client.RecoverAsync(typed);
        using var second = await host.Client.RecoverAsync(claimed.RecoveryCode);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (first.StatusCode, second.StatusCode));
    }

    [Fact]
    public async Task WrongMalformedAndMissingCodes_AreAnsweredAlike()
    {
        await using var host = await TestHost.StartAsync();
        await host.OpenAccountAsync();
        var answers = new HashSet<string>(StringComparer.Ordinal);

        foreach (var code in new[] { $"\"{RecoveryCode.Generate().Reveal()}\"", "\"nonsense\"", "\"\"", "null", $"\"{new string('A', 10_000)}\"", "\"\\u0000\"" })
        {
            using var response = await host.Client.PostJsonAsync("api/recovery", $$"""{"code":{{code}}}""");
            var problem = await response.MustBeProblemAsync(403, "accounts.recovery_code_unknown");
            Assert.Null(response.SessionCookie());
            answers.Add(string.Join('\n', problem.EnumerateObject().Where(member => member.Name != "requestId")));
        }

        Assert.Single(answers);
        Assert.Equal(1, await host.QueryAsync(db => db.Set<Session>().CountAsync()));
        Assert.Equal(0, await host.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "user.recovered")));
    }

    [Fact]
    public async Task TriesOfANetwork_AreCountedBeforeTheCodeIsLookedUp()
    {
        await using var host = await TestHost.StartAsync(options =>
        {
            options.Settings["AKASHCHAT_LIMIT_RECOVERY"] = "20/3/20000";
            options.Settings["AKASHCHAT_TRUSTED_PROXIES"] = "127.0.0.1";
        });
        var claimed = await host.OpenAccountAsync();
        for (var wrong = 0; wrong < 3; wrong++)
        {
            using var response = await host.Client.RecoverAsync("wrong");
        }

        using var refused = await host.Client.RecoverAsync(claimed.RecoveryCode);
        using var elsewhere = host.NewClient();
        elsewhere.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.7");
        using var served = await elsewhere.RecoverAsync(claimed.RecoveryCode);
        host.Clock.Advance(refused.Headers.RetryAfter!.Delta!.Value);
        using var nextDay = await host.Client.RecoverAsync(claimed.RecoveryCode);

        var problem = await refused.MustBeProblemAsync(429, "accounts.act_limit");
        Assert.Contains("3 a day for your network (127.0.0.0/24)", problem.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (served.StatusCode, nextDay.StatusCode));
    }

    [Fact]
    public async Task RightCodes_CountForThePersonAndTheServiceAndWrongOnesDoNot()
    {
        await using var host = await TestHost.StartAsync(options => options.Settings["AKASHCHAT_LIMIT_RECOVERY"] = "1/100/2");
        var (one, two, three) = (await host.OpenAccountAsync(), await host.OpenAccountAsync(), await host.OpenAccountAsync());
        for (var wrong = 0; wrong < 5; wrong++)
        {
            using var response = await host.Client.RecoverAsync(RecoveryCode.Generate().Reveal());
        }

        using var first = await host.Client.RecoverAsync(one.RecoveryCode);
        using var again = await host.Client.RecoverAsync(one.RecoveryCode);
        using var other = await host.Client.RecoverAsync(two.RecoveryCode);
        using var third = await host.Client.RecoverAsync(three.RecoveryCode);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (first.StatusCode, other.StatusCode));
        var ofPerson = await again.MustBeProblemAsync(429, "accounts.act_limit");
        var ofService = await third.MustBeProblemAsync(429, "accounts.act_limit");
        Assert.Contains("1 a day for your account", ofPerson.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Contains("2 a day for the whole service", ofService.GetProperty("title").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task ReplacedCode_OpensNothingAndTheNewOneDoes(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        using var visitor = host.NewClient(cookies: true);
        var claimed = await host.OpenAccountAsync(visitor);

        using var replaced = await visitor.PostAsync(NewCode, null);
        var code = (await replaced.ReadJsonAsync()).GetProperty("recoveryCode").GetString()!;
        using var old = await host.Client.RecoverAsync(claimed.RecoveryCode);
        using var recovered = await host.Client.RecoverAsync(code);

        Assert.True(replaced.Headers.CacheControl!.NoStore);
        await old.MustBeProblemAsync(403, "accounts.recovery_code_unknown");
        Assert.Equal(HttpStatusCode.NoContent, recovered.StatusCode);
        Assert.Equal(1, await host.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "user.recovery_code_replaced")));
        Assert.Equal(RecoveryCode.Parse(code)!.Hash, await host.QueryAsync(db => db.Set<User>().Select(user => user.RecoveryHash).SingleAsync()));
    }

    [Fact]
    public async Task NewCodesTooOften_AreRefusedAndTheOldOneStaysGood()
    {
        await using var host = await TestHost.StartAsync(options => options.Settings["AKASHCHAT_LIMIT_ROTATION"] = "0/100/100");
        using var visitor = host.NewClient(cookies: true);
        var claimed = await host.OpenAccountAsync(visitor);

        using var refused = await visitor.PostAsync(NewCode, null);
        using var recovered = await host.Client.RecoverAsync(claimed.RecoveryCode);

        await refused.MustBeProblemAsync(429, "accounts.act_limit");
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.NoContent, recovered.StatusCode);
    }

    [Fact]
    public async Task NewCodeForNobody_IsUnauthenticatedAndForAnotherSiteForbidden()
    {
        await using var host = await TestHost.StartAsync();
        using var visitor = host.NewClient(cookies: true);
        await host.OpenAccountAsync(visitor);
        visitor.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");

        using var nobody = await host.Client.PostAsync(NewCode, null);
        using var forged = await visitor.PostAsync(NewCode, null);
        using var planted = await visitor.RecoverAsync(RecoveryCode.Generate().Reveal());

        await nobody.MustBeProblemAsync(401, "accounts.not_signed_in");
        await forged.MustBeProblemAsync(403, "request.cross_site");
        await planted.MustBeProblemAsync(403, "request.cross_site");
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task ManyAtOnce_AllComeBackAndOfNewCodesOneIsGood(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options =>
        {
            options.Database = database;
            options.Settings["AKASHCHAT_LIMIT_RECOVERY"] = "1000/1000/1000";
        });
        var claimed = await host.OpenAccountAsync();

        var recoveries = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.Client.RecoverAsync(claimed.RecoveryCode)));
        var cookies = recoveries.Select(response => response.SessionCookie()).ToArray();
        var replacements = await Task.WhenAll(cookies.Select(cookie => host.Client.SendWithAsync(cookie!, HttpMethod.Post, NewCode.OriginalString)));

        Assert.All(recoveries, response => Assert.Equal(HttpStatusCode.NoContent, response.StatusCode));
        Assert.Equal(8, cookies.Distinct(StringComparer.Ordinal).Count());
        var good = 0;
        foreach (var replacement in replacements)
        {
            if (replacement.StatusCode == HttpStatusCode.Conflict)
            {
                await replacement.MustBeProblemAsync(409, "request.changed_meanwhile");
                continue;
            }

            using var recovered = await host.Client.RecoverAsync((await replacement.ReadJsonAsync()).GetProperty("recoveryCode").GetString()!);
            good += recovered.StatusCode == HttpStatusCode.NoContent ? 1 : 0;
        }

        Assert.Equal(1, good);
        Assert.Equal(1, await host.QueryAsync(db => db.Set<User>().CountAsync()));
    }
}

using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Tests.Accounts;

public sealed class AdminTests
{
    private static readonly string[] Routes = ["api/admin/limits", "api/admin/audit", "api/admin/counts", "api/admin/config", "api/admin/usage", "api/admin/refusals"];

    [Fact]
    public async Task NobodyAndOthers_SeeNothing()
    {
        await using var host = await TestHost.StartAsync();
        using var visitor = host.NewClient(cookies: true);
        await host.ClaimKeyAsync(visitor);

        foreach (var path in Routes.Append("api/admin/audit?most=0"))
        {
            using var nobody = await host.Client.GetPathAsync(path);
            using var other = await visitor.GetPathAsync(path);
            await nobody.MustBeProblemAsync(401, "accounts.not_signed_in");
            await other.MustBeProblemAsync(403, "accounts.not_admin");
        }

        using var page = await host.Client.GetPathAsync("admin");
        using var othersPage = await visitor.GetPathAsync("admin");
        Assert.Equal((HttpStatusCode.Redirect, "/keys/new"), (page.StatusCode, page.Headers.Location!.ToString()));
        Assert.Equal(HttpStatusCode.Forbidden, othersPage.StatusCode);
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task Operator_SeesCountsLimitsAndTheTrail(TestDatabase database)
    {
        var admins = new HashSet<UserId>();
        await using var host = await TestHost.StartAsync(options =>
        {
            options.Database = database;
            options.Configure = builder => builder.Services.AddSingleton(new AdminOptions(admins));
        });
        var visitor = await host.AddExtendedUserAsync();
        admins.Add(visitor.UserId);
        var owner = AUser.Permissionless();
        await host.StoreAsync(owner, AKey.Expired(owner, host.Clock.GetUtcNow()).Key);
        await host.ClaimKeyAsync();
        var counter = host.Services.GetRequiredService<IActCounter>();
        var day = DateOnly.FromDateTime(host.Clock.GetUtcNow().UtcDateTime);
        for (var number = 0; number < 3; number++)
        {
            await counter.CountAsync(
                GuardedAct.Recovery, [new ActLimit(ActScope.Network, "203.0.113.0/24", 2), new ActLimit(ActScope.Service, "", 100)], day, CancellationToken.None);
        }

        using var client = await host.SignInAsync(visitor.UserId);
        using var limits = await client.GetPathAsync("api/admin/limits");
        using var audit = await client.GetPathAsync("api/admin/audit");
        using var own = await client.GetPathAsync($"api/admin/audit?user={visitor.UserId}&most=1");
        using var tooMany = await client.GetPathAsync("api/admin/audit?most=1001");
        using var counts = await client.GetPathAsync("api/admin/counts");
        using var page = await client.GetPathAsync("admin");

        var recovery = (await limits.ReadJsonAsync()).GetProperty("acts").EnumerateArray().Single(act => act.GetProperty("act").GetString() == "recovery");
        Assert.Equal((2, 20_000), (recovery.GetProperty("count").GetInt32(), recovery.GetProperty("limits").GetProperty("service").GetInt32()));
        Assert.Equal(1, recovery.GetProperty("refused").GetProperty("network").GetInt32());
        var network = Assert.Single(recovery.GetProperty("networks").EnumerateArray());
        Assert.Equal(("203.0.113.0/24", 2, 1), (network.GetProperty("subject").GetString(), network.GetProperty("count").GetInt32(), network.GetProperty("refused").GetInt32()));
        var actions = (await audit.ReadJsonAsync()).EnumerateArray().Select(entry => entry.GetProperty("action").GetString()).ToList();
        Assert.Contains("policy.changed", actions);
        Assert.Contains("key.issued", actions);
        Assert.Empty((await own.ReadJsonAsync()).EnumerateArray());
        await tooMany.MustBeProblemAsync(400, "request.invalid");
        var counted = await counts.ReadJsonAsync();
        Assert.Equal(
            [("permissionless", 2), ("extended", 1)],
            counted.GetProperty("users").EnumerateArray().Select(count => (count.GetProperty("tier").GetString(), count.GetProperty("count").GetInt32())));
        Assert.Equal(
            [("active", 1), ("expired", 1)],
            counted.GetProperty("keys").EnumerateArray().Select(count => (count.GetProperty("state").GetString(), count.GetProperty("count").GetInt32())));
        var html = await page.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("203.0.113.0/24", html, StringComparison.Ordinal);
        Assert.DoesNotContain("example.org", html + await audit.Content.ReadAsStringAsync() + await limits.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}

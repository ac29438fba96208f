using AkashChat.Application.Usage;
using AkashChat.Application.Usage.GetServiceUsage;
using AkashChat.Application.Usage.GetUsageReport;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;

namespace AkashChat.Application.Tests.Usage;

/// <summary>The use cases through MediatR, with a real database.</summary>
public sealed class UsageReportTests
{
    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task OwnersAndOperator_SeeWhatIsTheirs(TestDatabase database)
    {
        var admin = UserId.New(AMoment.Now);
        await using var host = await TestHost.StartAsync(options =>
        {
            options.Database = database;
            options.Settings["AKASHCHAT_ADMINS"] = admin.ToString();
        });
        var (visitor, stranger) = (await host.AddExtendedUserAsync(), await host.AddExtendedUserAsync());
        var (key, strangers) = ((await host.AddKeyAsync(visitor)).Key, (await host.AddKeyAsync(stranger)).Key);
        var now = host.Clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        await host.StoreAsync(
            AUsageRecord.Completed(key, now, "model-a", 100),
            AUsageRecord.Failed(key, now, "model-b"),
            AUsageRecord.Completed(key, now.AddDays(-1), "model-a", 50),
            AUsageRecord.Completed(key, now.AddDays(-2), "model-a", 7),
            AUsageRecord.Aborted(strangers, now, "model-b"),
            AUsageRecord.Completed(strangers, now, "model-b", 1_000));

        var own = (await host.SendAsync(new GetUsageReportQuery(visitor, 2))).Value;
        var all = (await host.SendAsync(new GetServiceUsageQuery(new Visitor(admin, TestPeople.Loopback), 2))).Value;

        var a = new UsageCounts(2, 2, 0, 0, 0, 0, 22, 14, 150);
        var b = new UsageCounts(1, 0, 1, 0, 0, 0, 0, 0, null);
        var theirs = new UsageCounts(2, 1, 0, 1, 0, 0, 11, 7, 1_000);
        Assert.Equal([new(today, new(2, 1, 1, 0, 0, 0, 11, 7, 100)), new(today.AddDays(-1), new(1, 1, 0, 0, 0, 0, 11, 7, 50))], own.Days);
        Assert.Equal([new UsageOfModel("model-a", a), new("model-b", b)], own.Models);
        Assert.Equal([new UsageOfKey(key.Id.Value, visitor.UserId, a.Plus(b))], own.Keys);
        Assert.Equal(a.Plus(b), own.Total);
        Assert.Equal([new UsageOfModel("model-b", theirs.Plus(b)), new("model-a", a)], all.Models);
        Assert.Equal([new UsageOfKey(strangers.Id.Value, stranger.UserId, theirs), new(key.Id.Value, visitor.UserId, a.Plus(b))], all.Keys);
        Assert.Equal(a.Plus(b).Plus(theirs), all.Total);
        Assert.Equal([new UsageOfUser(stranger.UserId, theirs), new(visitor.UserId, a.Plus(b))], all.Users);
        Assert.Equal([new UsageOfTeam(key.TeamId, a.Plus(b).Plus(theirs))], all.Teams);
        Assert.Empty(own.Users);
        Assert.Empty(own.Teams);
    }

    [Fact]
    public async Task UsageOfAll_IsForTheOperatorAlone()
    {
        await using var host = await TestHost.StartAsync();

        var refused = await host.SendAsync(new GetServiceUsageQuery(await host.AddExtendedUserAsync(), 0));

        Assert.Equal(AccountErrors.NotAdmin, refused.Error);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(UsageReport.MostDays + 1)]
    public async Task DaysOutOfBounds_AreRefused(int days)
    {
        await using var host = await TestHost.StartAsync();

        var refused = await host.SendAsync(new GetUsageReportQuery(await host.AddExtendedUserAsync(), days));

        Assert.Equal(CommonErrors.InvalidInput.Code, refused.Error.Code);
    }
}

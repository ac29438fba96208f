using System.Net;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Settings;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway.Caching;

/// <summary>What cached calls cost and count.</summary>
public sealed class CacheBookingTests
{
    // Of 18 tokens at 0.001 USD.
    private const long CostOfACall = 18_000;
    private const string Price = "1e-3";

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.25, 4_500)]
    [InlineData(1, CostOfACall)]
    public async Task Hit_IsBookedAtTheSetShareOfItsFirstPrice(double share, long cost)
    {
        await using var rig = await CacheRig.StartAsync(CacheRig.On with { PriceShare = share }, price: Price);
        await rig.CallAsync();

        await rig.CallAsync();

        var (first, hit) = (rig.Records[0], rig.Records[1]);
        Assert.Equal(CostOfACall, first.CostMicroUsd);
        Assert.Equal((UsageOutcome.Completed, 200, "chat/completions", "scripted"), (hit.Outcome, hit.Status, hit.Route, hit.Model));
        Assert.Equal((first.KeyId, first.UserId, first.TeamId, ""), (hit.KeyId, hit.UserId, hit.TeamId, hit.DeploymentId));
        Assert.Equal((Answers.PromptTokens, Answers.CompletionTokens), (hit.PromptTokens, hit.CompletionTokens));
        Assert.Equal((false, true, 0), (first.Cached, hit.Cached, hit.Attempts));
        Assert.Equal(cost, hit.CostMicroUsd);
        Assert.NotNull(hit.FirstByteMicroseconds);
    }

    [Fact]
    public async Task HitOfAModelWithoutAPrice_HasNoCost()
    {
        await using var rig = await CacheRig.StartAsync(CacheRig.On with { PriceShare = 1 });
        await rig.CallAsync();

        await rig.CallAsync();

        Assert.Null(rig.Records[1].CostMicroUsd);
    }

    [Fact]
    public async Task Shared_IsBookedAtTheSetShareToo()
    {
        var gate = new Gate();
        await using var rig = await CacheRig.StartAsync(CacheRig.On with { PriceShare = 0.5 }, price: Price);
        rig.Upstream.Script = Scripts.Streamed(2, gate);
        using var leader = await StreamCalls.SendAsync(rig.Client, StreamCalls.Body);
        using var follower = await StreamCalls.SendAsync(rig.Client, StreamCalls.Body);
        Assert.Equal("shared", follower.Header("x-akashchat-cache"));

        gate.Open();
        await leader.Content.ReadAsByteArrayAsync();
        await follower.Content.ReadAsByteArrayAsync();
        await rig.WaitForRecordsAsync(2);

        Assert.Equal([CostOfACall / 2, CostOfACall], rig.Records.Select(record => record.CostMicroUsd!.Value).Order());
        Assert.All(rig.Records, record => Assert.Equal((UsageOutcome.Completed, true), (record.Outcome, record.Streamed)));
    }

    [Fact]
    public async Task Hits_CountAsRequestsButNotAsTokens()
    {
        await using var rig = await CacheRig.StartAsync(choose: options =>
        {
            options.Settings[SettingNames.PermissionlessRequestsPerMinute] = "3";
            options.Settings[SettingNames.PermissionlessTokensPerMinute] = "20";
        });

        Assert.Equal("miss", (await rig.CallAsync()).Mark);
        Assert.Equal("hit", (await rig.CallAsync()).Mark);
        Assert.Equal("hit", (await rig.CallAsync()).Mark);
        using var fourth = await rig.Client.ChatAsync();

        Assert.Equal(HttpStatusCode.TooManyRequests, fourth.StatusCode);
    }

    [Fact]
    public async Task OneCallAfterTheOther_NeverMeetsALimitOfOne()
    {
        await using var rig = await CacheRig.StartAsync(choose: options => options.Settings[SettingNames.MaxParallelRequests] = "1");

        for (var number = 1; number <= 100; number++)
        {
            using var response = await rig.Client.ChatAsync(number % 2 == 0 ? LimitCalls.Chat : StreamCalls.Body);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            await response.Content.ReadAsByteArrayAsync();
        }

        Assert.Equal(2, rig.Upstream.Requests.Count);
    }
}

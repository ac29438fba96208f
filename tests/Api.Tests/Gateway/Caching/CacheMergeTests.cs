using System.Net;
using AkashChat.Domain.Usage;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway.Caching;

/// <summary>Equal requests of one owner at the same time.</summary>
public sealed class CacheMergeTests
{
    private const string Stream = """{"model":"scripted","stream":true,"messages":[]}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TwentyAtOnce_AreOneRequestUpstream(bool streamed)
    {
        const int Calls = 20;
        var gate = new Gate();
        await using var rig = await CacheRig.StartAsync();
        rig.Upstream.Script = Scripts.Slow(gate);
        var json = streamed ? Stream : LimitCalls.Chat;

        var calls = Enumerable.Range(0, Calls).Select(_ => rig.CallAsync(json)).ToArray();
        await gate.WaitForArrivalsAsync(1);
        gate.Open();
        var answers = await Task.WhenAll(calls);

        Assert.Single(rig.Upstream.Requests);
        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.OK, answers[0].ContentType), (answer.Status, answer.ContentType)));
        Assert.All(answers, answer => Assert.Equal(answers[0].Bytes, answer.Bytes));
        Assert.Single(answers, answer => answer.Mark == "miss");
        Assert.All(answers, answer => Assert.Contains(answer.Mark, new[] { "miss", "shared", "hit" }));
        Assert.Equal(Calls, rig.Records.Count);
        Assert.All(rig.Records, record => Assert.Equal(UsageOutcome.Completed, record.Outcome));
    }

    [Fact]
    public async Task Follower_GetsWhatWasSentAndThenEachEventAsItComes()
    {
        var gate = new Gate();
        await using var rig = await CacheRig.StartAsync();
        rig.Upstream.Script = Scripts.Streamed(4, gate);
        await using var leader = await OpenStream.StartAsync(rig.Client, Stream);
        var leaders = await leader.NextAsync();
        gate.Release();
        leaders += await leader.NextAsync();

        await using var follower = await OpenStream.StartAsync(rig.Client, Stream);
        var followers = await follower.NextAsync() + await follower.NextAsync();
        gate.Release();
        var (third, thirdOfFollower) = (await leader.NextAsync(), await follower.NextAsync());
        gate.Open();

        Assert.Equal(("miss", "shared"), (leader.Mark, follower.Mark));
        Assert.Equal(leaders, followers);
        Assert.Contains("word2", third, StringComparison.Ordinal);
        Assert.Equal(third, thirdOfFollower);
        Assert.Equal(await leader.RestAsync(), await follower.RestAsync());
        Assert.Single(rig.Upstream.Requests);
    }

    [Fact]
    public async Task LeaderThatLeaves_LeavesTheWorkToItsFollowers()
    {
        var gate = new Gate();
        await using var rig = await CacheRig.StartAsync();
        rig.Upstream.Script = Scripts.Streamed(3, gate);
        var leader = await OpenStream.StartAsync(rig.Client, Stream);
        var first = await leader.NextAsync();
        await using var follower = await OpenStream.StartAsync(rig.Client, Stream);
        Assert.Equal(first, await follower.NextAsync());

        await leader.DisposeAsync();
        gate.Release();
        Assert.Contains("word1", await follower.NextAsync(), StringComparison.Ordinal);
        gate.Open();
        var rest = await follower.RestAsync();
        await rig.WaitForRecordsAsync(2);

        Assert.EndsWith("data: [DONE]\n\n", rest, StringComparison.Ordinal);
        Assert.Single(rig.Upstream.Requests);
        Assert.Equal(0, rig.Upstream.Aborts);
        Assert.All(rig.Records, record => Assert.Equal(UsageOutcome.Completed, record.Outcome));

        using var later = await rig.Client.ChatAsync(Stream);
        Assert.Equal("hit", later.Header("x-akashchat-cache"));
    }

    [Fact]
    public async Task EverybodyLeft_ClosesTheServersConnectionAtOnce()
    {
        var gate = new Gate();
        await using var rig = await CacheRig.StartAsync();
        rig.Upstream.Script = Scripts.Streamed(3, gate);
        var leader = await OpenStream.StartAsync(rig.Client, Stream);
        await leader.NextAsync();
        var follower = await OpenStream.StartAsync(rig.Client, Stream);
        await follower.NextAsync();

        await leader.DisposeAsync();
        await follower.DisposeAsync();

        // The clock stands still: there is nothing that anybody waits for.
        await rig.Upstream.WaitForAbortsAsync(1);
        await rig.WaitForRecordsAsync(2);
        Assert.All(rig.Records, record => Assert.Equal((UsageOutcome.Aborted, 499), (record.Outcome, record.Status)));
        rig.Upstream.Script = Scripts.AsAsked();
        using var later = await rig.Client.ChatAsync(Stream);
        Assert.Equal("miss", later.Header("x-akashchat-cache"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SoleCallerThatLeaves_ClosesTheServersConnectionAtOnce(bool streamed)
    {
        await using var rig = await CacheRig.StartAsync();
        rig.Upstream.Script = Scripts.Hang();
        using var leave = new CancellationTokenSource();
        var call = StreamCalls.SendAsync(rig.Client, streamed ? Stream : LimitCalls.Chat, leave.Token);
        await rig.Upstream.WaitForRequestsAsync(1);

        await leave.CancelAsync();

        await rig.Upstream.WaitForAbortsAsync(1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await rig.WaitForRecordsAsync(1);
        Assert.Equal(UsageOutcome.Aborted, Assert.Single(rig.Records).Outcome);
    }

    [Fact]
    public async Task FollowerThatLeaves_DisturbsNobody()
    {
        var gate = new Gate();
        await using var rig = await CacheRig.StartAsync();
        rig.Upstream.Script = Scripts.Streamed(3, gate);
        await using var leader = await OpenStream.StartAsync(rig.Client, Stream);
        await leader.NextAsync();
        var follower = await OpenStream.StartAsync(rig.Client, Stream);
        await follower.NextAsync();

        await follower.DisposeAsync();
        await rig.WaitForRecordsAsync(1);
        gate.Open();

        Assert.EndsWith("data: [DONE]\n\n", await leader.RestAsync(), StringComparison.Ordinal);
        await rig.WaitForRecordsAsync(2);
        Assert.Equal(UsageOutcome.Aborted, rig.Records[0].Outcome);
        Assert.Equal(UsageOutcome.Completed, rig.Records[1].Outcome);
    }

    [Fact]
    public async Task LeaderThatFails_LetsItsFollowersAskForThemselves()
    {
        const int Followers = 5;
        var gate = new Gate();
        await using var rig = await CacheRig.StartAsync();
        rig.Upstream.Enqueue(Scripts.Slow(gate, Scripts.ServerError()));
        var leader = rig.CallAsync();
        await gate.WaitForArrivalsAsync(1);
        var followers = Enumerable.Range(0, Followers).Select(_ => rig.CallAsync()).ToArray();

        gate.Open();

        Assert.Equal(HttpStatusCode.BadGateway, (await leader).Status);
        Assert.All(await Task.WhenAll(followers), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.InRange(rig.Upstream.Requests.Count, 2, Followers + 1);
    }

    [Fact]
    public async Task PlainLeaderThatLeaves_HurtsNoFollower()
    {
        const int Followers = 5;
        var gate = new Gate();
        await using var rig = await CacheRig.StartAsync();
        rig.Upstream.Script = Scripts.Slow(gate);
        using var leave = new CancellationTokenSource();
        var leader = StreamCalls.SendAsync(rig.Client, LimitCalls.Chat, leave.Token);
        await gate.WaitForArrivalsAsync(1);
        var followers = Enumerable.Range(0, Followers).Select(_ => rig.Client.ChatAsync()).ToArray();

        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader);
        gate.Open();

        foreach (var response in await Task.WhenAll(followers))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            response.Dispose();
        }

        await rig.WaitForRecordsAsync(Followers + 1);
        Assert.Equal(Followers + 1, rig.Records.Count);
    }

    [Fact]
    public async Task PlainAnswerTooLargeToShare_IsAskedForByEachCaller()
    {
        const int Calls = 3;
        var gate = new Gate();
        await using var rig = await CacheRig.StartAsync();
        rig.Upstream.Script = Scripts.Slow(gate, Scripts.Plain(new string('x', 2 * 1024 * 1024)));
        var calls = Enumerable.Range(0, Calls).Select(_ => rig.CallAsync()).ToArray();
        await gate.WaitForArrivalsAsync(1);

        gate.Open();

        var answers = await Task.WhenAll(calls);
        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.OK, "miss"), (answer.Status, answer.Mark)));
        Assert.All(answers, answer => Assert.Equal(answers[0].Bytes.Length, answer.Bytes.Length));
        Assert.Equal(Calls, rig.Upstream.Requests.Count);
    }

    [Fact]
    public async Task StreamThatBreaksOff_BreaksOffForFollowersToo()
    {
        var gate = new Gate();
        await using var rig = await CacheRig.StartAsync();
        rig.Upstream.Script = Scripts.Streamed(new StreamScript { Chunks = 3, CutAfter = 2, Gate = gate });
        await using var leader = await OpenStream.StartAsync(rig.Client, Stream);
        await leader.NextAsync();
        await using var follower = await OpenStream.StartAsync(rig.Client, Stream);
        await follower.NextAsync();

        gate.Open();

        Assert.Contains("gateway.upstream_incomplete", await leader.RestAsync(), StringComparison.Ordinal);
        Assert.Contains("gateway.upstream_incomplete", await follower.RestAsync(), StringComparison.Ordinal);
        await rig.WaitForRecordsAsync(2);
        Assert.All(rig.Records, record => Assert.Equal(UsageOutcome.Partial, record.Outcome));
    }

    [Fact]
    public async Task FollowerThatReadsNothing_HoldsNobodyUpAndIsLetGo()
    {
        var gate = new Gate();
        await using var rig = await CacheRig.StartAsync();
        rig.Upstream.Script = Scripts.Streamed(new StreamScript
        {
            Chunks = 500,
            Text = number => number == 0 ? "first" : new string('x', 64 * 1024),
            Gate = gate,
        });
        await using var leader = await OpenStream.StartAsync(rig.Client, Stream);
        await leader.NextAsync();
        await using var follower = await OpenStream.StartAsync(rig.Client, Stream);
        await follower.NextAsync();

        gate.Open();
        var whole = await leader.RestAsync();
        await rig.WaitForRecordsAsync(2);

        Assert.EndsWith("data: [DONE]\n\n", whole, StringComparison.Ordinal);
        Assert.Contains(rig.Records, record => record is { Outcome: UsageOutcome.Completed, Cached: false });
        Assert.Contains(rig.Records, record => record is { Outcome: not UsageOutcome.Completed, Cached: true });

        // A write that is given up ends the connection, so that nobody takes the part for the whole.
        var part = await Record.ExceptionAsync(follower.RestAsync);
        Assert.IsAssignableFrom<IOException>(part);
    }

    [Fact]
    public async Task OtherOwners_AreNotMergedEvenIfTheyShareWhatIsKept()
    {
        var gate = new Gate();
        await using var rig = await CacheRig.StartAsync(CacheRig.On with { AcrossOwners = true }, change: deployment => deployment with { CacheShared = true });
        using var other = rig.Host.ClientWithKey(await rig.Host.ClaimKeyAsync());
        rig.Upstream.Script = Scripts.Slow(gate);
        var one = rig.CallAsync();
        var two = rig.CallAsync(client: other);

        await rig.Upstream.WaitForRequestsAsync(2);
        gate.Open();

        Assert.Equal(("miss", "miss"), ((await one).Mark, (await two).Mark));
    }
}

using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Usage;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>Which models stand in for one that fails, and what callers and records learn of it.</summary>
public sealed class FallbackTests : IAsyncLifetime
{
    private ScriptedUpstream _upstream = null!;
    private Fleet _fleet = null!;
    private HttpClient _visitor = null!;
    private string _key = null!;

    public async Task InitializeAsync()
    {
        _upstream = await ScriptedUpstream.StartAsync();
        _upstream.ForModel("bad", Scripts.ServerError());
        _upstream.ForModel("worse", Scripts.Unauthorized());
        _upstream.ForModel("short", Scripts.Failure(400, "context_length_exceeded", "messages"));
        _upstream.ForModel("strict", Scripts.Failure(400, "content_policy_violation"));
        _upstream.ForModel("picky", Scripts.BadRequest());
        _fleet = await Fleet.StartAsync();
        _visitor = _fleet.Host.NewClient(cookies: true);
        _key = await _fleet.Host.ClaimKeyAsync(_visitor);
        _fleet.Client.DefaultRequestHeaders.Authorization = new("Bearer", _key);
        _fleet.Client.WithoutRetries();
    }

    public async Task DisposeAsync()
    {
        _visitor.Dispose();
        await _fleet.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GroupThatFails_IsStoodInForAndEverybodyLearnsOfIt(bool streamed)
    {
        Set(new FallbackRules { General = Map(("bad", ["good"])) });

        using var response = await SendAsync("bad", streamed ? ",\"stream\":true" : "");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(("2", "1", "good-1"), (response.Header("x-akashchat-attempts"), response.Header("x-akashchat-fallbacks"), response.Header("x-akashchat-deployment-id")));
        Assert.InRange(long.Parse(response.Header("x-akashchat-overhead-us")!, CultureInfo.InvariantCulture), 0, 60_000_000);
        Assert.Contains("\"good\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await _fleet.Ended.Tally.WaitForAtLeastAsync(1);
        var record = Assert.Single(_fleet.Ended.Records);
        Assert.Equal(("bad", "good", "good-1", 2), (record.Model, record.ServedModel, record.DeploymentId, record.Attempts));
        Assert.Equal((UsageOutcome.Completed, 200, 11), (record.Outcome, record.Status, record.PromptTokens!.Value));
    }

    [Fact]
    public async Task GroupThatAnswers_NeedsNobodyElse()
    {
        Set(new FallbackRules { General = Map(("good", ["other"])) });

        using var response = await SendAsync("good");

        Assert.Equal(("1", null, "good-1"), (response.Header("x-akashchat-attempts"), response.Header("x-akashchat-fallbacks"), response.Header("x-akashchat-deployment-id")));
        await _fleet.Ended.Tally.WaitForAtLeastAsync(1);
        var record = Assert.Single(_fleet.Ended.Records);
        Assert.Equal((null, 1), (record.ServedModel, record.Attempts));
    }

    [Theory]
    [InlineData("short", "long")]
    [InlineData("strict", "lax")]
    [InlineData("bad", "good")]
    [InlineData("worse", "other")]
    public async Task EachKindOfFailure_HasItsOwnStandIns(string model, string standIn)
    {
        Set(new FallbackRules
        {
            General = Map(("bad", ["good"]), ("short", ["other"]), ("strict", ["other"])),
            ContextWindow = Map(("short", ["long"]), ("bad", ["long"])),
            ContentPolicy = Map(("strict", ["lax"]), ("bad", ["lax"])),
            Defaults = ["other"],
        });

        using var response = await SendAsync(model);

        Assert.Equal((HttpStatusCode.OK, $"{standIn}-1"), (response.StatusCode, response.Header("x-akashchat-deployment-id")));
    }

    [Fact]
    public async Task RequestThatIsAtFault_IsNobodyElsesAffair()
    {
        Set(new FallbackRules { General = Map(("picky", ["good"])), Defaults = ["good"] });

        using var response = await SendAsync("picky");

        Assert.Equal((HttpStatusCode.BadRequest, "1", null), (response.StatusCode, response.Header("x-akashchat-attempts"), response.Header("x-akashchat-fallbacks")));
        Assert.Equal(_upstream.OnlyRequest.SentBytes, await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task StandInThatFailsToo_LeavesTheFirstAnswer()
    {
        Set(new FallbackRules { ContextWindow = Map(("short", ["bad", "picky"])), General = Map(("bad", ["worse"])) });

        using var refusal = await SendAsync("short");
        using var failure = await SendAsync("bad");

        Assert.Equal(HttpStatusCode.BadRequest, refusal.StatusCode);
        Assert.Equal(_upstream.Requests[0].SentBytes, await refusal.Content.ReadAsByteArrayAsync());
        Assert.Equal(("3", "2"), (refusal.Header("x-akashchat-attempts"), refusal.Header("x-akashchat-fallbacks")));
        await failure.MustBeOpenAiErrorAsync(502, "gateway.upstream_failed");
        Assert.Equal(("2", "1"), (failure.Header("x-akashchat-attempts"), failure.Header("x-akashchat-fallbacks")));
    }

    [Fact]
    public async Task Chain_EndsAtTheMost()
    {
        Set(new FallbackRules { General = Map(("bad", ["worse", "not there", "good", "other"])), Max = 3 });
        using (var reached = await SendAsync("bad"))
        {
            Assert.Equal((HttpStatusCode.OK, "2"), (reached.StatusCode, reached.Header("x-akashchat-fallbacks")));
        }

        Set(new FallbackRules { General = Map(("bad", ["worse", "strict", "good", "other"])), Max = 2 });
        using var response = await SendAsync("bad");

        Assert.Equal((HttpStatusCode.BadGateway, "2"), (response.StatusCode, response.Header("x-akashchat-fallbacks")));
    }

    [Fact]
    public async Task CallersOwnList_ComesFirstAndStaysHere()
    {
        Set(new FallbackRules { General = Map(("bad", ["good"])) });

        using var response = await SendAsync("bad", ",\"fallbacks\":[\"worse\",\"other\"]");

        Assert.Equal((HttpStatusCode.OK, "other-1"), (response.StatusCode, response.Header("x-akashchat-deployment-id")));
        Assert.All(_upstream.Requests, request => Assert.Null(request.Field("fallbacks")));
    }

    [Fact]
    public async Task CallersOwnList_IsCheckedAgainstTheKey()
    {
        Set(FallbackRules.None);
        await _fleet.Host.NarrowAsync(_visitor, _key, """{"models":["bad","good"]}""");

        using var forbidden = await SendAsync("bad", ",\"fallbacks\":[\"other\"]");
        using var allowed = await SendAsync("bad", ",\"fallbacks\":[\"other\",\"good\"]");

        await forbidden.MustBeOpenAiErrorAsync(502, "gateway.upstream_failed");
        Assert.Equal((HttpStatusCode.OK, "good-1", "1"), (allowed.StatusCode, allowed.Header("x-akashchat-deployment-id"), allowed.Header("x-akashchat-fallbacks")));
        Assert.DoesNotContain(_upstream.Requests, request => request.Model == "other");
    }

    [Fact]
    public async Task Caller_MayForbidStandIns()
    {
        Set(new FallbackRules { General = Map(("bad", ["good"])) });

        using var response = await SendAsync("bad", ",\"disable_fallbacks\":true");

        await response.MustBeOpenAiErrorAsync(502, "gateway.upstream_failed");
        Assert.Null(response.Header("x-akashchat-fallbacks"));
    }

    [Fact]
    public async Task StreamThatBreaksOffInTheMiddle_IsNotTriedAgain()
    {
        _upstream.ForModel("cut", Scripts.CutStream(2));
        Set(new FallbackRules { General = Map(("cut", ["good"])) });

        using var response = await SendAsync("cut", ",\"stream\":true");

        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("word1", text, StringComparison.Ordinal);
        Assert.Contains("gateway.upstream_incomplete", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        Assert.Equal("cut", _upstream.OnlyRequest.Model);
        await _fleet.Ended.Tally.WaitForAtLeastAsync(1);
        var record = Assert.Single(_fleet.Ended.Records);
        Assert.Equal((UsageOutcome.Partial, 1, null), (record.Outcome, record.Attempts, record.ServedModel));
    }

    private void Set(FallbackRules fallbacks) => _fleet.Set(
        new RoutingRules { Fallbacks = fallbacks, Cooldown = new CooldownRules { IsOff = true } },
        new[] { "bad", "worse", "short", "strict", "picky", "cut", "good", "other", "long", "lax" }.Select(model => ADeployment.Of(model, _upstream.ApiBase)));

    private Task<HttpResponseMessage> SendAsync(string model, string members = "") =>
        _fleet.Client.ChatAsync($$"""{"model":"{{model}}","messages":[{"role":"user","content":"Hi"}]{{members}}}""");

    private static FrozenDictionary<string, ImmutableArray<string>> Map(params (string Group, string[] StandIns)[] pairs) =>
        pairs.ToFrozenDictionary(pair => pair.Group, pair => ImmutableArray.Create(pair.StandIns), StringComparer.Ordinal);
}

using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Catalog;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>A model that stands in takes of its own limits as if it had been asked for.</summary>
public sealed class FallbackLimitTests : IAsyncLifetime
{
    private ScriptedUpstream _upstream = null!;
    private Fleet _fleet = null!;

    public async Task InitializeAsync()
    {
        _upstream = await ScriptedUpstream.StartAsync();
        _upstream.ForModel("bad", Scripts.ServerError());
        _upstream.ForModel("worse", Scripts.ServerError());
        _fleet = await Fleet.StartAsync();
        _fleet.Client.WithoutRetries();
    }

    public async Task DisposeAsync()
    {
        await _fleet.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task RequestsOfTheStandIn_AreCountedAndTheNextOneIsAskedWhenTheyAreUsedUp()
    {
        Set([Rule(LimitLevel.Model, LimitMeasure.Requests, 2)], "good", "other");

        string[] by = [await AnsweredByAsync("bad"), await AnsweredByAsync("bad"), await AnsweredByAsync("bad")];
        using var direct = await SendAsync("good");

        Assert.Equal(["good-1", "good-1", "other-1"], by);
        await direct.MustBeOpenAiErrorAsync(429, "gateway.request_limit");
    }

    [Theory]
    [InlineData(LimitLevel.Key)]
    [InlineData(LimitLevel.User)]
    [InlineData(LimitLevel.Team)]
    [InlineData(LimitLevel.Service)]
    public async Task LimitsOfWhomever_HoldForTheStandInToo(LimitLevel level)
    {
        Set([Rule(level, LimitMeasure.Requests, 1) with { Model = "good" }], "good");

        Assert.Equal("good-1", await AnsweredByAsync("bad"));
        using var second = await SendAsync("bad");

        await second.MustBeOpenAiErrorAsync(502, "gateway.upstream_failed");
        Assert.Equal(("1", null), (second.Header("x-akashchat-attempts"), second.Header("x-akashchat-fallbacks")));
    }

    [Fact]
    public async Task TokensOfTheStandIn_AreSettledOnceWithWhatItUsed()
    {
        Set([Rule(LimitLevel.Model, LimitMeasure.Tokens, 1000), Rule(LimitLevel.Key, LimitMeasure.Tokens, 5000)], "good");

        Assert.Equal("good-1", await AnsweredByAsync("bad", ",\"max_tokens\":100"));

        var told = await Explained.AskAsync(_fleet.Client, Body("good"));
        Assert.Equal([18L, 18L], told.Limits.Select(limit => limit.GetProperty("used").GetInt64()));
    }

    [Fact]
    public async Task PlaceOfTheStandIn_IsHeldWhileItAnswersAndGivenBack()
    {
        Set([Rule(LimitLevel.Model, LimitMeasure.Parallel, 1)], "good", "other");
        using var left = new CancellationTokenSource();
        _upstream.ForModel("good", Scripts.Hang());
        var held = LeaveAsync();
        await _upstream.WaitForRequestsAsync(2);

        Assert.Equal("other-1", await AnsweredByAsync("bad"));
        await left.CancelAsync();
        await held;
        await _fleet.Ended.Tally.WaitForAtLeastAsync(2);
        _upstream.ForModel("good", Scripts.ServerError());

        // One that fails gives its place back too, each time.
        string[] by = [await AnsweredByAsync("bad"), await AnsweredByAsync("bad")];
        Assert.Equal(["other-1", "other-1"], by);
        Assert.Equal(3, _upstream.Requests.Count(request => request.Model == "good"));

        async Task LeaveAsync()
        {
            using var content = Json.Body(Body("bad"));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _fleet.Client.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), content, left.Token));
        }
    }

    [Fact]
    public async Task MoneyOfTheStandIn_IsItsOwnPrice()
    {
        Set(
            [Rule(LimitLevel.Model, LimitMeasure.Money, 150)],
            [Free("bad"), Free("good") with { Price = new TokenPrice(0, 1_000_000_000) }],
            "good");

        Assert.Equal("good-1", await AnsweredByAsync("bad", ",\"max_tokens\":100"));
        using var dear = await SendAsync("bad", ",\"max_tokens\":151");

        await dear.MustBeOpenAiErrorAsync(502, "gateway.upstream_failed");
    }

    [Fact]
    public async Task LongerAnswerOfTheStandIn_IsReservedUpFrontAsFarAsItIsThere()
    {
        Set(
            [Rule(LimitLevel.Key, LimitMeasure.Tokens, 1000)],
            [Bounded("bad", 100), Bounded("good", 600)],
            "good");

        var first = await Explained.AskAsync(_fleet.Client, Body("bad"));
        Assert.Equal("good-1", await AnsweredByAsync("bad"));
        using var hanging = new CancellationTokenSource();
        _upstream.ForModel("good", Scripts.Hang());
        var held = HoldAsync();
        await _upstream.WaitForRequestsAsync(3);
        using var second = await SendAsync("bad");

        // The second finds room for its own model's answer, not for the other's.
        Assert.Equal(610, first.Limits.Single().GetProperty("asked").GetInt64());
        await second.MustBeOpenAiErrorAsync(502, "gateway.upstream_failed");
        await hanging.CancelAsync();
        await held;

        async Task HoldAsync()
        {
            using var content = Json.Body(Body("good"));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _fleet.Client.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), content, hanging.Token));
        }
    }

    [Fact]
    public async Task Explanation_TellsWhoWouldBePassedOverAndWhy()
    {
        Set([Rule(LimitLevel.Model, LimitMeasure.Requests, 1)], "good", "other");
        Assert.Equal("good-1", await AnsweredByAsync("bad"));

        var told = await Explained.AskAsync(_fleet.Client, Body("worse", ",\"fallbacks\":[\"good\",\"other\"]"));

        var errors = told.Json.GetProperty("fallbacks").EnumerateArray().Select(standIn => standIn.GetProperty("error")).ToList();
        Assert.Equal("gateway.request_limit", errors[0].GetProperty("code").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, errors[1].ValueKind);
    }

    [Fact]
    public async Task LimitThatBothCountIn_IsChargedOnce()
    {
        Set([Rule(LimitLevel.Service, LimitMeasure.Requests, 10)], "good");

        Assert.Equal("good-1", await AnsweredByAsync("bad"));

        Assert.Equal(1, (await Explained.AskAsync(_fleet.Client, Body("good"))).Limits.Single().GetProperty("used").GetInt64());
    }

    private static LimitRule Rule(LimitLevel level, LimitMeasure measure, long limit) =>
        new(level, measure, limit, measure == LimitMeasure.Parallel ? null : LimitWindow.Minute) { Model = level == LimitLevel.Model ? "good" : null };

    private Deployment Free(string model) => ADeployment.Of(model, _upstream.ApiBase);

    private Deployment Bounded(string model, int longest) =>
        Free(model) with { Capabilities = ModelCapabilities.Unknown with { MaxOutputTokens = longest } };

    private void Set(ImmutableArray<LimitRule> limits, params string[] standIns) => Set(limits, [Free("bad"), Free("worse"), Free("good"), Free("other")], standIns);

    private void Set(ImmutableArray<LimitRule> limits, Deployment[] deployments, params string[] standIns) => _fleet.Set(
        new RoutingRules
        {
            Limits = limits,
            Cooldown = new CooldownRules { IsOff = true },
            Fallbacks = new FallbackRules
            {
                General = new Dictionary<string, ImmutableArray<string>> { ["bad"] = [.. standIns] }.ToFrozenDictionary(StringComparer.Ordinal),
            },
        },
        deployments);

    private async Task<string> AnsweredByAsync(string model, string members = "")
    {
        using var response = await SendAsync(model, members);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await response.Content.ReadAsByteArrayAsync();
        return response.Header("x-akashchat-deployment-id")!;
    }

    private Task<HttpResponseMessage> SendAsync(string model, string members = "") => _fleet.Client.ChatAsync(Body(model, members));

    private static string Body(string model, string members = "") => $$"""{"model":"{{model}}","messages":[{"role":"user","content":"Hi"}]{{members}}}""";
}

using AkashChat.Api.Gateway;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Api.Tests.Gateway;

public sealed class LimitTextsTests
{
    [Fact]
    public void SameLimitsOfAnotherKey_AreTheSameTextsAgain() =>
        Assert.Same(LimitTexts.Of(PerMinute("first", 21, 300)), LimitTexts.Of(PerMinute("second", 21, 300)));

    [Fact]
    public void LimitsThatMeetInOnePlace_HaveTextsOfTheirOwn()
    {
        // Their sums are the same.
        var first = LimitTexts.Of(PerMinute("key", 5, 700));
        var second = LimitTexts.Of(PerMinute("key", 6, 699));

        Assert.Equal(("5", "700"), (first.LimitOf(0), first.LimitOf(1)));
        Assert.Equal(("6", "699"), (second.LimitOf(0), second.LimitOf(1)));
        Assert.Equal("\"key-requests-1m\";q=5;w=60, \"key-tokens-1m\";q=700;w=60;qu=\"tokens\"", first.Policy);
        Assert.Equal("\"key-requests-1m\";q=6;w=60, \"key-tokens-1m\";q=699;w=60;qu=\"tokens\"", second.Policy);
        Assert.Equal(("\"key-requests-1m\";r=", ", \"key-tokens-1m\";r="), (second.BeforeLeftOf(0), second.BeforeLeftOf(1)));
    }

    [Fact]
    public void OneRuleForEachModel_NamesEach()
    {
        var rule = new LimitRule(LimitLevel.Model, LimitMeasure.Requests, 9, LimitWindow.Minute);

        Assert.Equal("\"model-requests-1m:one\";q=9;w=60", LimitTexts.Of([StateOf(rule, "one")]).Policy);
        Assert.Equal("\"model-requests-1m:two\";q=9;w=60", LimitTexts.Of([StateOf(rule, "two")]).Policy);
    }

    [Fact]
    public void FewerLimitsWithTheSameSum_AreOthers()
    {
        var requests = new LimitRule(LimitLevel.Key, LimitMeasure.Requests, 33, LimitWindow.Minute);
        var none = new LimitRule(LimitLevel.Key, LimitMeasure.Parallel, 0, null);

        var both = LimitTexts.Of([StateOf(requests, "key"), StateOf(none, "key")]);

        Assert.NotSame(both, LimitTexts.Of([StateOf(requests, "key")]));
        Assert.Null(both.BeforeLeftOf(1));
        Assert.Null(LimitTexts.Of([StateOf(none, "key")]).Policy);
    }

    private static LimitState[] PerMinute(string key, long requests, long tokens) =>
    [
        StateOf(new LimitRule(LimitLevel.Key, LimitMeasure.Requests, requests, LimitWindow.Minute), key),
        StateOf(new LimitRule(LimitLevel.Key, LimitMeasure.Tokens, tokens, LimitWindow.Minute), key),
    ];

    private static LimitState StateOf(LimitRule rule, string subject) =>
        new(rule, new LimitCounter(rule.Level, subject, rule.Measure, rule.Window, rule.Model), 0, TimeSpan.Zero);
}

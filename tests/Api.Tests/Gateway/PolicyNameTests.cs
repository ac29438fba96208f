using System.Collections.Immutable;
using System.Text.RegularExpressions;
using AkashChat.Api.Gateway;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Builders;

namespace AkashChat.Api.Tests.Gateway;

public sealed partial class PolicyNameTests
{
    [Theory]
    [InlineData(LimitLevel.Key, "1m", false, null, "key-requests-1m")]
    [InlineData(LimitLevel.User, "24h", true, null, "user-requests-1d-rolling")]
    [InlineData(LimitLevel.Team, "1mo", false, "llama-3", "team-requests-1mo:llama-3")]
    [InlineData(LimitLevel.Service, "1w", false, "meta/llama-*:free", "service-requests-1w:meta/llama-*:free")]
    [InlineData(LimitLevel.Key, "1m", true, "a \"ü\" \\ 100%", "key-requests-1m-rolling:a%20%22%C3%BC%22%20%5C%20100%25")]
    [InlineData(LimitLevel.Model, "1m", false, null, "model-requests-1m:Asked")]
    [InlineData(LimitLevel.Model, "1m", false, "As*", "model-requests-1m:Asked")]
    public void Name_TellsLevelMeasureTimeAndModel(LimitLevel level, string per, bool isRolling, string? model, string name)
    {
        var rule = new LimitRule(level, LimitMeasure.Requests, 5, LimitWindow.Parse(per, isRolling)) { Model = model };
        var group = new ModelGroup("Asked", null, [ADeployment.Of("Asked")]) { Pattern = model };

        var limit = Assert.Single(NamesOf([rule], model is null || level == LimitLevel.Model ? group : group with { Name = model }));

        Assert.Equal(name, limit);
        Assert.Matches(FieldString(), limit);
    }

    [Fact]
    public void LimitsOfACall_HaveNamesOfTheirOwn()
    {
        string?[] models = [null, "Asked", "As*"];
        var rules =
            from level in Enum.GetValues<LimitLevel>()
            from measure in new[] { LimitMeasure.Requests, LimitMeasure.Tokens, LimitMeasure.Money }
            from per in new[] { "1m", "60s", "30d", "1mo" }
            from isRolling in new[] { false, true }
            from model in models
            select new LimitRule(level, measure, 5, LimitWindow.Parse(per, isRolling)) { Model = model };
        var group = new ModelGroup("Asked", null, [ADeployment.Of("Asked")]) { Pattern = "As*" };

        var names = NamesOf([.. rules], group);

        // A minute, 30 days and a month of the calendar, and the first two rolling; each level of each model, but one counts a model anyhow.
        Assert.Equal(5 * 3 * ((4 * 3) + 1), names.Count);
        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
    }

    // RFC 9651, 3.3.3, without escapes.
    [GeneratedRegex("^[ !#-\\[\\]-~]+$")]
    private static partial Regex FieldString();

    private static List<string> NamesOf(ImmutableArray<LimitRule> rules, ModelGroup group)
    {
        var key = new KeySnapshot
        {
            Id = "0123456789",
            UserId = Guid.CreateVersion7(),
            TeamId = "t",
            State = KeyState.Active,
            CreatedAt = AMoment.Now,
            Limits = KeyLimits.None,
        };
        return [.. LimitPlan.Of(key, rules, group).Limits.Select(limit => PolicyName.Of(new LimitState(limit.Rule, limit.Counter, 0, TimeSpan.Zero)))];
    }
}

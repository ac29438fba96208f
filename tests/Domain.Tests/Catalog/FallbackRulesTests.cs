using System.Collections.Frozen;
using System.Collections.Immutable;
using AkashChat.Domain.Catalog;

namespace AkashChat.Domain.Tests.Catalog;

public sealed class FallbackRulesTests
{
    private static readonly FallbackRules Rules = new()
    {
        General = Map(("own", "general"), ("both", "general")),
        ContextWindow = Map(("both", "longer")),
        ContentPolicy = Map(("both", "laxer"), ("lax", "laxer")),
        Defaults = ["default"],
    };

    [Theory]
    [InlineData("own", FailureKind.InternalServerError, "general")]
    [InlineData("own", FailureKind.RateLimit, "general")]
    [InlineData("own", FailureKind.ContextWindow, "general")]
    [InlineData("own", FailureKind.ContentPolicy, "general")]
    [InlineData("both", FailureKind.Timeout, "general")]
    [InlineData("both", FailureKind.ContextWindow, "longer")]
    [InlineData("both", FailureKind.ContentPolicy, "laxer")]
    [InlineData("lax", FailureKind.ContentPolicy, "laxer")]
    [InlineData("lax", FailureKind.ContextWindow, "default")]
    [InlineData("lax", FailureKind.Unreachable, "default")]
    [InlineData("none", FailureKind.ServiceUnavailable, "default")]
    [InlineData("own", FailureKind.BadRequest, null)]
    [InlineData("none", FailureKind.BadRequest, null)]
    public void StandIns_AreOfTheKindElseGeneralElseTheDefaults(string group, FailureKind kind, string? expected)
    {
        string[] standIns = expected is null ? [] : [expected];

        Assert.Equal(standIns, Rules.For(group, kind).ToArray());
    }

    [Fact]
    public void NoRules_NobodyStandsIn() =>
        Assert.All(Enum.GetValues<FailureKind>(), kind => Assert.Empty(FallbackRules.None.For("m", kind)));

    private static FrozenDictionary<string, ImmutableArray<string>> Map(params (string Group, string StandIn)[] pairs) =>
        pairs.ToFrozenDictionary(pair => pair.Group, pair => ImmutableArray.Create(pair.StandIn), StringComparer.Ordinal);
}

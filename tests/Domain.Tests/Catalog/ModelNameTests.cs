using System.Collections.Frozen;
using System.Collections.Immutable;
using AkashChat.Domain.Catalog;

namespace AkashChat.Domain.Tests.Catalog;

/// <summary>What a caller's name of a model leads to.</summary>
public sealed class ModelNameTests
{
    private static readonly RoutingTable Table = RoutingTable.Of(
        [
            A("llama", "gpu-1"), A("llama", "gpu-2"), A("single", "only"), A("gpu-2", "odd"),
            A("openai/*", "wild-1", "*"), A("openai/gpt-*", "wild-2", "served-*-v1"), A("*-mini", "wild-3", "small"),
        ],
        new Dictionary<string, string> { ["openai/*"] = "chat" },
        default,
        aliases: [new("best", "llama", false), new("single", "llama", false), new("lost", "nobody", false), new("odd", "llama", true), new("all", "openai/*", false)],
        version: 7);

    [Theory]
    [InlineData("llama", "llama", 2)]
    [InlineData("best", "llama", 2)]
    [InlineData("gpu-1", "llama", 1)]
    [InlineData("only", "single", 1)]
    public void Name_LeadsToItsGroup(string name, string group, int deployments)
    {
        var found = Table.Find(name)!;

        Assert.Equal((group, deployments), (found.Name, found.Deployments.Length));
        Assert.Null(found.Pattern);
    }

    [Theory]
    [InlineData("single", "single", "a model's own name comes before an alias")]
    [InlineData("gpu-2", "gpu-2", "a model's own name comes before a deployment's id")]
    [InlineData("odd", "llama", "an alias comes before a deployment's id")]
    public void NameThatMeansTwoThings_MeansTheFirst(string name, string group, string why) => Assert.True(Table.Find(name)!.Name == group, why);

    [Fact]
    public void IdOfADeployment_LeadsToThatOneAlone() => Assert.Equal("gpu-1", Assert.Single(Table.Find("gpu-1")!.Deployments).Id);

    [Theory]
    [InlineData("openai/o3", "openai/*", "o3")]
    [InlineData("openai/org/o3", "openai/*", "org/o3")]
    [InlineData("openai/gpt-5", "openai/gpt-*", "served-5-v1")]
    [InlineData("openai/gpt-5-mini", "openai/gpt-*", "served-5-mini-v1")]
    [InlineData("phi-mini", "*-mini", "small")]
    public void Wildcard_TheMostSpecificOneServes(string name, string pattern, string upstreamModel)
    {
        var found = Table.Find(name)!;

        Assert.Equal((name, pattern), (found.Name, found.Pattern));
        var deployment = Assert.Single(found.Deployments);
        Assert.Equal((name, upstreamModel), (deployment.ModelName, deployment.UpstreamModel));
    }

    [Fact]
    public void MatchedGroup_HasThePatternsMode() => Assert.Equal("chat", Table.Find("openai/o3")!.Mode);

    [Theory]
    [InlineData("openai/")]
    [InlineData("-mini")]
    [InlineData("lost")]
    [InlineData("all")]
    [InlineData("wild-1")]
    [InlineData("OPENAI/o3")]
    public void NameThatNothingFits_IsNotFound(string name) => Assert.Null(Table.Find(name));

    [Fact]
    public void Aliases_AreThoseThatMeanSomething() => Assert.Equal(["best", "odd"], Table.Aliases.Select(alias => alias.Name));

    [Fact]
    public void Version_IsTheGivenOne() => Assert.Equal(7, Table.Version);

    [Fact]
    public void NameThatWasMatched_IsTheSameGroupAgain() => Assert.Same(Table.Find("openai/o4"), Table.Find("openai/o4"));

    [Fact]
    public void ManyNames_AreNotAllRemembered()
    {
        var table = RoutingTable.Of([A("*", "all", "*")], new Dictionary<string, string>(), default);

        var names = Enumerable.Range(0, 1200).Select(number => $"name-{number}").ToArray();
        var first = table.Find(names[0]);
        Assert.Same(first, table.Find(names[0]));
        Assert.All(names, name => Assert.Equal(name, table.Find(name)!.Name));

        Assert.NotSame(first, table.Find(names[0]));
    }

    [Fact]
    public void Fallbacks_AreTheSpecialOnesThenTheGeneralOnesThenTheDefaults()
    {
        var rules = new FallbackRules
        {
            General = Chain("a", "b"),
            ContextWindow = Chain("a", "long"),
            Defaults = ["z"],
        };

        Assert.Equal("long", Assert.Single(rules.For("a", FailureKind.ContextWindow)));
        Assert.Equal("b", Assert.Single(rules.For("a", FailureKind.ContentPolicy)));
        Assert.Equal("b", Assert.Single(rules.For("a", FailureKind.Timeout)));
        Assert.Equal("z", Assert.Single(rules.For("other", FailureKind.Timeout)));
        Assert.Empty(rules.For("other", FailureKind.BadRequest));
    }

    private static FrozenDictionary<string, ImmutableArray<string>> Chain(string group, string other) =>
        new Dictionary<string, ImmutableArray<string>> { [group] = [other] }.ToFrozenDictionary(StringComparer.Ordinal);

    private static Deployment A(string model, string id, string? upstreamModel = null) =>
        new() { Id = id, ModelName = model, UpstreamModel = upstreamModel ?? model, BaseAddress = new Uri("http://127.0.0.1/v1/") };
}

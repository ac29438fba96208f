using AkashChat.Application.Usage.TakeOver;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Builders;

namespace AkashChat.Application.Tests.Usage.TakeOver;

public sealed class KeyTranslatorTests
{
    private static readonly string[] Offered = ["gpt-4o", "openai/a", "openai/b"];
    private static readonly LiteLlmKey Key = new() { Hash = new string('a', KeyHash.Length), ShownAs = "sk-...wxyz" };

    [Theory]
    [InlineData(null)]
    [InlineData(null, "*")]
    [InlineData(null, "gpt-4o", "all-proxy-models")]
    [InlineData("", "no-default-models")]
    [InlineData("gpt-4o", "no-default-models", "gpt-4o")]
    [InlineData("gpt-4o,openai/a,openai/b", "gpt-4o", "openai/*")]
    [InlineData("openai/a", "o*/a")]
    [InlineData("", "anthropic/*")]
    [InlineData("not-here", "not-here")]
    [InlineData("", "all-team-models")]
    public void Models_AreNamesAtLast(string? expected, params string[] models) => Assert.Equal(
        expected?.Split(',', StringSplitOptions.RemoveEmptyEntries), Translate(Key with { Models = models }).Key.Limits.Models);

    [Theory]
    [InlineData("a,b", "all-team-models")]
    [InlineData("a,b")]
    [InlineData("b", "b", "c")]
    [InlineData("a,b", "*")]
    public void Models_AreWithinTheTeams(string expected, params string[] models)
    {
        var surroundings = Teams(new LiteLlmScope { Models = ["b", "a"] });

        Assert.Equal(expected.Split(','), Translate(Key with { TeamId = "t", Models = models }, surroundings).Key.Limits.Models);
    }

    [Fact]
    public void Limits_AreTheNarrowestOfAllThatHold()
    {
        var surroundings = Teams(new LiteLlmScope { Allowance = new() { RequestsPerMinute = 7, TokensPerMinute = 900, MaxBudget = 50, BudgetDuration = "30d" } }) with
        {
            Users = One("u", new LiteLlmScope { Allowance = new() { RequestsPerMinute = 6, MaxBudget = 1, BudgetDuration = "30d" } }),
            Budgets = One("b", new LiteLlmBudget(new LiteLlmAllowance { ParallelRequests = 2, MaxBudget = 20, BudgetDuration = "30d" }, [], new LiteLlmExtras())),
        };
        var key = Key with
        {
            TeamId = "t",
            UserId = "u",
            BudgetId = "b",
            Allowance = new() { RequestsPerMinute = 9, TokensPerMinute = 5_000_000_000, ParallelRequests = 3, Spend = 4 },
        };

        var taken = Translate(key, surroundings);

        // A user's budget does not hold for the keys of a team there.
        Assert.Equal(
            new KeyLimits { RequestsPerMinute = 6, TokensPerMinute = 900, ParallelRequests = 2, BudgetMicroUsd = 20_000_000 }, taken.Key.Limits);
        Assert.Equal(4_000_000, taken.SpentMicroUsd);
        Assert.Contains(Remark.SharedLimits, taken.Remarks);
    }

    [Fact]
    public void BlockedTeam_SwitchesItsKeysOff() => Assert.True(Translate(Key with { TeamId = "t" }, Teams(new LiteLlmScope { IsBlocked = true })).Key.IsSwitchedOff);

    [Fact]
    public void WindowsOfBudgets_HoldTogether()
    {
        var taken = Translate(Key with
        {
            Extras = new() { BudgetLimits = """[{"budget_duration":"1d","max_budget":1},{"budget_duration":"30d","max_budget":9},7]""" },
        });

        Assert.Equal(9_000_000, taken.Key.Limits.BudgetMicroUsd);
        Assert.Contains(Remark.ModelLimits, taken.Remarks);
    }

    [Theory]
    [InlineData("""{"model_tpm_limit":{"m":1}}""", true)]
    [InlineData("""{"model_tpm_limit":{}}""", false)]
    [InlineData("{}", false)]
    [InlineData("no json", false)]
    [InlineData("[]", false)]
    public void LimitsOfModels_AreTold(string metadata, bool isTold) =>
        Assert.Equal(isTold, Translate(Key with { Extras = new() { Metadata = metadata } }).Remarks.Contains(Remark.ModelLimits));

    [Fact]
    public void WhatLimitsATeam_IsToldOfItsKeys()
    {
        var extras = new LiteLlmExtras
        {
            Metadata = """{"guardrails":["pii"]}""",
            BudgetLimits = """[{"budget_duration":"30d","max_budget":3}]""",
            ModelMaxBudget = """{"gpt-4o":{"budget_limit":1}}""",
            ObjectPermissionId = "p",
        };

        var taken = Translate(Key with { TeamId = "t" }, Teams(new LiteLlmScope { Extras = extras }));

        Assert.Equal(3_000_000, taken.Key.Limits.BudgetMicroUsd);
        Assert.Superset(new HashSet<Remark> { Remark.Guardrails, Remark.ModelLimits, Remark.ObjectPermissions, Remark.SharedLimits }, taken.Remarks.ToHashSet());
        Assert.DoesNotContain(Remark.Metadata, taken.Remarks);
    }

    [Theory]
    [InlineData("sk-...wxyz", "sk-…wxyz")]
    [InlineData("sk-the-whole-key-in-clear", "sk-…")]
    [InlineData(null, "sk-…")]
    public void Preview_IsNeverMoreThanTheLastFour(string? shown, string preview) => Assert.Equal(preview, Translate(Key with { ShownAs = shown }).Key.Preview);

    [Fact]
    public void Name_IsCutAndCleaned()
    {
        var emoji = string.Concat(Enumerable.Repeat("😀", 40));

        Assert.Equal("ab", Translate(Key with { Alias = " a\n\tb " }).Key.Name);
        Assert.Equal(ApiKey.NameMaxLength, Translate(Key with { Alias = emoji }).Key.Name.Length);
        Assert.False(char.IsHighSurrogate(Translate(Key with { Alias = "a" + emoji }).Key.Name[^1]));
        Assert.Equal("sk-…wxyz", Translate(Key with { Alias = " \n" }).Key.Name);
    }

    private static TakenKey Translate(LiteLlmKey key, LiteLlmSurroundings? surroundings = null) => new KeyTranslator(
        surroundings ?? new LiteLlmSurroundings(),
        ADeployment.Table(Offered.Select(name => ADeployment.Of(name))),
        AMoment.Now).Translate(key);

    private static LiteLlmSurroundings Teams(LiteLlmScope team) => new() { Teams = One("t", team) };

    private static Dictionary<string, T> One<T>(string id, T value) => new(StringComparer.Ordinal) { [id] = value };
}

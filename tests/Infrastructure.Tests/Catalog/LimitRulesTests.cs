using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Accounts;
using AkashChat.Infrastructure.Catalog;

namespace AkashChat.Infrastructure.Tests.Catalog;

public sealed class LimitRulesTests
{
    private static readonly LimitWindow Day = LimitWindow.Parse("1d", isRolling: false)!.Value;

    [Fact]
    public void NoLimits_AreTheDefault() => Assert.Empty(AConfig.Rules("").Limits);

    [Fact]
    public void Entries_AreRead()
    {
        var limits = AConfig.Rules(
            """
            akashchat_settings:
              limits:
                - { for: user, team: chatapi-pless, requests: 1000, per: 1d }
                - { for: key, model: b, tokens: 200000, per: 15m, window: rolling }
                - { for: model, parallel: 4 }
                - { for: service, requests: 5, per: 1mo }
            """).Limits;

        Assert.Equal(
            [
                new LimitRule(LimitLevel.User, LimitMeasure.Requests, 1000, Day) { Team = "chatapi-pless" },
                new LimitRule(LimitLevel.Key, LimitMeasure.Tokens, 200_000, LimitWindow.Parse("15m", isRolling: true)) { Model = "b" },
                new LimitRule(LimitLevel.Model, LimitMeasure.Parallel, 4, null),
                new LimitRule(LimitLevel.Service, LimitMeasure.Requests, 5, LimitWindow.Month),
            ],
            limits.AsEnumerable());
    }

    [Fact]
    public void SeveralMeasuresOfAnEntry_AreALimitEach()
    {
        var limits = Priced("{ for: team, requests: 3, tokens: 5, budget: 0.25, parallel: 2, per: 1d }").Rules.Limits;

        Assert.Equal(
            [(LimitMeasure.Parallel, 2L, null), (LimitMeasure.Requests, 3L, Day), (LimitMeasure.Tokens, 5L, Day), (LimitMeasure.Money, 250_000L, (LimitWindow?)Day)],
            limits.Select(limit => (limit.Measure, limit.Limit, limit.Window)));
        Assert.All(limits, limit => Assert.Equal(LimitLevel.Team, limit.Level));
    }

    [Fact]
    public void Model_MayBeAnAliasOrAWildcard()
    {
        var file = ConfigFileReader.Read(
            """
            model_list:
              - { model_name: llama-*, litellm_params: { model: openai/*, api_key: k } }
              - { model_name: small, litellm_params: { model: openai/s, api_key: k } }
            router_settings: { model_group_alias: { tiny: small } }
            akashchat_settings: { limits: [{ for: key, model: llama-*, parallel: 1 }, { for: key, model: tiny, parallel: 1 }, { for: key, model: llama-3, parallel: 1 }] }
            """,
            _ => null);

        Assert.Empty(file.Faults);
        Assert.Equal(["llama-*", "small", "llama-3"], file.Rules.Limits.Select(limit => limit.Model));
    }

    [Theory]
    [InlineData("{ requests: 1, per: 1d }", "lacks for: key, user, team, model, service")]
    [InlineData("{ for: everybody, requests: 1, per: 1d }", "for is none of key, user, team, model, service")]
    [InlineData("{ for: user }", "limits nothing: it has none of requests, tokens, budget, parallel")]
    [InlineData("{ for: user, requests: 0, per: 1d }", "requests is not a whole number of at least 1")]
    [InlineData("{ for: user, tokens: -5, per: 1d }", "tokens is not a whole number of at least 1")]
    [InlineData("{ for: user, requests: 1.5, per: 1d }", "requests is not a whole number")]
    [InlineData("{ for: user, requests: 1e13, per: 1d }", "requests is not a whole number of at least 1 and at most 1000000000000")]
    [InlineData("{ for: user, parallel: many }", "parallel is not a whole number")]
    [InlineData("{ for: user, budget: 0, per: 1d }", "budget is not an amount of US dollars above 0")]
    [InlineData("{ for: user, budget: -1, per: 1d }", "budget is not an amount of US dollars above 0")]
    [InlineData("{ for: user, budget: 0.0000015, per: 1d }", "finer digits than a millionth")]
    [InlineData("{ for: user, budget: 2e9, per: 1d }", "at most 1000000000")]
    [InlineData("{ for: user, requests: 1 }", "lacks per, such as 1m, 1d or 1mo")]
    [InlineData("{ for: user, requests: 1, per: 2mo }", "per is not a time such as 30s")]
    [InlineData("{ for: user, requests: 1, per: 500d }", "a year at most")]
    [InlineData("{ for: user, requests: 1, per: 60 }", "per is not a time such as 30s")]
    [InlineData("{ for: user, requests: 1, per: 1d, window: sliding }", "window is none of calendar, rolling")]
    [InlineData("{ for: user, parallel: 1, per: 1d }", "per says nothing of parallel")]
    [InlineData("{ for: user, parallel: 1, window: rolling }", "window says nothing of parallel")]
    [InlineData("{ for: user, model: d, parallel: 1 }", "limits names d, which no entry of model_list has")]
    [InlineData("{ for: model, team: t, parallel: 1 }", "team does not go with for: model")]
    [InlineData("{ for: service, team: t, parallel: 1 }", "team does not go with for: service")]
    [InlineData("{ for: user, calls: 3, parallel: 1 }", "limits has no key calls")]
    [InlineData("{ for: user, parallel: 1 }, { for: user, parallel: 2 }", "limits say twice")]
    [InlineData("none", "an entry of limits is not a mapping")]
    public void ImpossibleEntries_AreFaultsWithTheirLine(string entries, string fault)
    {
        var file = AConfig.With($"akashchat_settings:\n  limits: [{entries}]");

        var told = Assert.Single(file.Faults);
        Assert.Equal(6, told.Line);
        Assert.Contains(fault, told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void IdOfADeployment_IsNoModel()
    {
        var file = ConfigFileReader.Read(
            """
            model_list: [{ model_name: a, litellm_params: { model: openai/a, api_key: k }, model_info: { id: gpu-1 } }]
            akashchat_settings: { limits: [{ for: key, model: gpu-1, parallel: 1 }] }
            """,
            _ => null);

        Assert.Contains("rpm, tpm and max_parallel_requests", Assert.Single(file.Faults).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownTeam_IsAWarning()
    {
        const string Limits = """
            akashchat_settings:
              limits:
                - { for: user, team: chatapi-pless, parallel: 1 }
                - { for: team, team: chatapi-plus, parallel: 1 }
            """;

        var file = AConfig.With(Limits, new ConfigSurroundings(_ => null) { Teams = new TeamOptions().Names });

        Assert.Empty(file.Faults);
        Assert.Equal("line 8: limits names the team chatapi-plus; the teams are chatapi-pless and chatapi-auth0, and it has no effect on their requests", Assert.Single(file.Warnings).ToString());
        Assert.Empty(AConfig.With(Limits).Warnings);
    }

    [Theory]
    [InlineData("budget: 5, per: 1d", "none of them has a price")]
    [InlineData("budget: 5, per: 1d, model: b", "b itself uses: it has no price")]
    public void BudgetWithoutAPrice_IsToldToCountNothing(string entry, string warning)
    {
        var file = AConfig.With($"akashchat_settings: {{ limits: [{{ for: key, {entry} }}] }}");

        Assert.Empty(file.Faults);
        Assert.Contains(warning, Assert.Single(file.Warnings).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void BudgetWithAPrice_IsNoWarning() => Assert.Empty(Priced("{ for: key, budget: 5, per: 1d }, { for: user, model: p, budget: 1, per: 1h }").Warnings);

    private static ConfigFile Priced(string entries)
    {
        var file = ConfigFileReader.Read(
            $"model_list: [{{ model_name: p, litellm_params: {{ model: openai/p, api_key: k, input_cost_per_token: 1e-6 }} }}]\nakashchat_settings: {{ limits: [{entries}] }}",
            _ => null);
        Assert.Empty(file.Faults);
        return file;
    }
}

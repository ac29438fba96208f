using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Catalog;

namespace AkashChat.Infrastructure.Tests.Catalog;

public sealed class DeploymentParameterTests
{
    private static readonly Dictionary<string, Func<Deployment, object?>> Parts = new()
    {
        ["weight"] = deployment => (deployment.Weight, deployment.HasWeight),
        ["order"] = deployment => deployment.Order,
        ["rpm"] = deployment => deployment.RequestsPerMinute,
        ["tpm"] = deployment => deployment.TokensPerMinute,
        ["parallel"] = deployment => deployment.MaxParallelRequests,
        ["cooldown"] = deployment => deployment.Cooldown?.TotalSeconds,
        ["tags"] = deployment => string.Join('+', deployment.Tags),
        ["organization"] = deployment => deployment.Organization,
        ["version"] = deployment => deployment.ApiVersion,
        ["headers"] = deployment => string.Join('+', deployment.ExtraHeaders.Select(header => $"{header.Key}={header.Value}")),
        ["waits"] = deployment => $"{deployment.Timeout.TotalSeconds}/{deployment.StreamTimeout.TotalSeconds}",
        ["model"] = deployment => $"{deployment.Provider.Name}:{deployment.UpstreamModel}",
        ["key"] = deployment => deployment.Key?.Reveal(),
    };

    public static TheoryData<string, string, object?> Good => new()
    {
        { "drop: ~", "weight", (1.0, false) },
        { "weight: 2.5", "weight", (2.5, true) },
        { "order: 3", "order", 3 },
        { "drop: ~", "order", 0 },
        { "rpm: 1e3", "rpm", 1000L },
        { "rpm: ~", "rpm", null },
        { "tpm: 200000", "tpm", 200_000L },
        { "max_parallel_requests: 7", "parallel", 7 },
        { "cooldown_time: 0", "cooldown", 0.0 },
        { "tags: [free, eu]", "tags", "free+eu" },
        { "organization: org-1", "organization", "org-1" },
        { "api_version: 2024-10-21", "version", "2024-10-21" },
        { "extra_headers: { X-One: os.environ/SECRET }\ndefault_headers: { x-one: lost, X-Two: two words }", "headers", "X-One=from-environment+X-Two=two words" },
        { "timeout: 5", "waits", "5/5" },
        { "stream_timeout: 5", "waits", "600/5" },
        { "custom_llm_provider: openai", "model", "openai:a" },
        { "api_key: os.environ/SECRET", "key", "from-environment" },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void Parameter_IsRead(string parameters, string part, object? expected)
    {
        var file = AConfig.Parameters(parameters.Replace("drop: ~", "drop_params: ~", StringComparison.Ordinal));

        Assert.Empty(file.Faults);
        Assert.Equal(expected, Parts[part](Assert.Single(file.Deployments)));
    }

    [Theory]
    [InlineData("order: first")]
    [InlineData("order: -1")]
    [InlineData("rpm: 0")]
    [InlineData("rpm: 1.5")]
    [InlineData("tpm: many")]
    [InlineData("max_parallel_requests: 0")]
    [InlineData("cooldown_time: -1")]
    [InlineData("tags: free")]
    [InlineData("tags: [[free]]")]
    [InlineData("organization: two words")]
    [InlineData("extra_headers: [a]")]
    [InlineData("extra_headers: { 'bad name': a }")]
    [InlineData("extra_headers: { X: \"a\\nb\" }")]
    [InlineData("extra_headers: { Content-Length: 5 }")]
    [InlineData("timeout: os.environ/NOT_SET")]
    [InlineData("nonsense: 1")]
    public void WrongParameter_IsAFaultWithItsLine(string parameter)
    {
        var file = AConfig.Parameters(parameter);

        Assert.Equal(5, Assert.Single(file.Faults).Line);
    }

    [Fact]
    public void Info_TellsCapabilities()
    {
        var file = AConfig.Parameters(
            "rpm: 1", "{ max_input_tokens: 8000, max_tokens: 500, supports_vision: true, supports_function_calling: no, cache_shared: true }");

        var deployment = Assert.Single(file.Deployments);
        Assert.Empty(file.Faults);
        Assert.Empty(file.Warnings);
        Assert.Equal(new ModelCapabilities { MaxInputTokens = 8000, MaxOutputTokens = 500, Vision = true, Tools = false }, deployment.Capabilities);
        Assert.True(deployment.CacheShared);
    }

    [Theory]
    [InlineData("{ max_input_tokens: 0 }")]
    [InlineData("{ supports_vision: perhaps }")]
    [InlineData("{ cache_shared: 2 }")]
    public void WrongInfo_IsAFaultWithItsLine(string info) => Assert.Equal(6, Assert.Single(AConfig.Parameters("rpm: 1", info).Faults).Line);

    [Theory]
    [InlineData("openai/*", "openai/*", 0)]
    [InlineData("\"*\"", "openai/*", 0)]
    [InlineData("gpt-*", "openai/fixed", 0)]
    [InlineData("gpt", "openai/*", 1)]
    [InlineData("\"*/*\"", "openai/*", 1)]
    public void Wildcard_StandsInBothNamesOrInTheCallersAlone(string name, string model, int faults)
    {
        var file = ConfigFileReader.Read($"model_list:\n  - model_name: {name}\n    litellm_params: {{ model: {model} }}\n", _ => null);

        Assert.Equal(faults, file.Faults.Count);
    }

    [Fact]
    public void DeploymentsWithoutOrder_ComeLastWhereOthersHaveOne()
    {
        var file = ConfigFileReader.Read(
            """
            model_list:
              - { model_name: a, litellm_params: { model: openai/1 } }
              - { model_name: a, litellm_params: { model: openai/2, order: 2 } }
              - { model_name: b, litellm_params: { model: openai/3 } }
            """,
            _ => null);

        Assert.Equal([3, 2, 0], file.Deployments.Select(deployment => deployment.Order));
    }

    [Fact]
    public void OneServerWithTwoKeys_IsTwoDeployments()
    {
        var file = ConfigFileReader.Read(
            """
            model_list:
              - { model_name: a, litellm_params: { model: openai/a, api_key: one } }
              - { model_name: a, litellm_params: { model: openai/a, api_key: two } }
              - { model_name: a, litellm_params: { model: openai/a, api_key: one } }
            """,
            _ => null);

        Assert.Equal(4, Assert.Single(file.Faults).Line);
        Assert.Equal(file.Deployments[0].Id + "-2", file.Deployments[1].Id);
    }

    [Fact]
    public void MergedMapping_GivesWhatTheEntryDoesNotSay()
    {
        var file = ConfigFileReader.Read(
            """
            x-common: &common
              api_base: http://gpu:8000/v1
              rpm: 10
              wieght: 1
            model_list:
              - { model_name: a, litellm_params: { <<: *common, model: openai/a, rpm: 20 } }
            """,
            _ => null);

        Assert.Equal(4, Assert.Single(file.Faults).Line);
        var deployment = Assert.Single(file.Deployments);
        Assert.Equal(("http://gpu:8000/v1/", 20L), (deployment.BaseAddress.ToString(), deployment.RequestsPerMinute));
    }
}

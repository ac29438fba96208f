using AkashChat.Infrastructure.Catalog;

namespace AkashChat.Infrastructure.Tests.Catalog;

public sealed class ConfigFileReaderTests
{
    [Fact]
    public void GoodFile_BecomesDeployments()
    {
        const string Yaml = """
            model_list:
              - model_name: llama
                litellm_params:
                  model: openai/meta-llama/Llama-3.3-70B
                  api_base: http://10.0.0.1:8000/v1
                  api_key: os.environ/LLAMA_KEY
                  weight: 3
                  timeout: 30
                  stream_timeout: 5.5
                model_info:
                  id: first
                  mode: chat
              - model_name: llama
                litellm_params:
                  model: hosted_vllm/llama
                  api_base: https://other.example/v1/
            """;

        var file = ConfigFileReader.Read(Yaml, name => name == "LLAMA_KEY" ? "the-key" : null);

        Assert.Empty(file.Faults);
        Assert.Empty(file.Warnings);
        Assert.Equal("chat", file.Modes["llama"]);
        Assert.Collection(
            file.Deployments,
            first =>
            {
                Assert.Equal(("first", "llama", "meta-llama/Llama-3.3-70B"), (first.Id, first.ModelName, first.UpstreamModel));
                Assert.Equal("http://10.0.0.1:8000/v1/", first.BaseAddress.ToString());
                Assert.Equal("the-key", first.Key!.Reveal());
                Assert.Equal((3, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5.5)), (first.Weight, first.Timeout, first.StreamTimeout));
            },
            second =>
            {
                Assert.Equal("https://other.example/v1/", second.BaseAddress.ToString());
                Assert.Null(second.Key);
                Assert.Equal((1, TimeSpan.FromMinutes(10)), (second.Weight, second.Timeout));
                Assert.DoesNotContain("other", second.Id, StringComparison.Ordinal);
            });
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but comments\n")]
    [InlineData("model_list:\n")]
    [InlineData("model_list: []\n")]
    public void FileWithoutModels_IsGoodAndEmpty(string yaml)
    {
        var file = ConfigFileReader.Read(yaml, _ => null);

        Assert.Empty(file.Faults);
        Assert.Empty(file.Deployments);
    }

    [Fact]
    public void BrokenFile_TellsAllItsFaultsWithTheirLines()
    {
        const string Yaml = """
            model_list:
              - litellm_params:
                  model: openai/a
              - model_name: b
              - model_name: c
                litellm_params:
                  model: bedrock/c
                  weight: heavy
              - model_name: d
                litellm_params:
                  model: openai/d
                  api_base: ftp://somewhere
                  timeout: 0
                  wieght: 2
              - model_name: e
                litellm_params:
                  model: openai/e
                  api_key: os.environ/NOT_SET
                model_info:
                  mode: singing
              - just text
            modle_list: []
            """;

        var file = ConfigFileReader.Read(Yaml, _ => null);

        (long Line, string Word)[] expected =
        [
            (2, "model_name"), (4, "litellm_params"), (7, "bedrock/c"), (8, "weight"), (12, "api_base"), (13, "timeout"), (14, "wieght"),
            (18, "NOT_SET"), (20, "mode"), (21, "mapping"), (22, "modle_list"),
        ];
        Assert.Equal(expected.Select(fault => fault.Line), file.Faults.Select(fault => fault.Line));
        Assert.All(expected.Zip(file.Faults), pair => Assert.Contains(pair.First.Word, pair.Second.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void KeysOfLiteLlmWithoutEffectHere_AreWarnings()
    {
        const string Yaml = """
            model_list:
              - model_name: a
                litellm_params:
                  model: openai/a
                  max_budget: 100
                model_info:
                  base_model: gpt-4
            router_settings:
              redis_host: redis
            litellm_settings:
              drop_params: true
            general_settings:
              master_key: sk-1234
            guardrails:
              - guardrail_name: a
            """;

        var file = ConfigFileReader.Read(Yaml, _ => null);

        Assert.Empty(file.Faults);
        Assert.Equal([5L, 7L, 9L, 11L, 13L, 14L], file.Warnings.Select(warning => warning.Line));
        Assert.All(file.Warnings, warning => Assert.EndsWith("is not supported here and has no effect", warning.Text, StringComparison.Ordinal));
        Assert.DoesNotContain(file.Warnings, warning => warning.Text.Contains("sk-1234", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("model_list: [")]
    [InlineData("\t- x")]
    [InlineData("- a\n- b\n")]
    [InlineData("model_list: 5")]
    [InlineData("a: [1\nb: \"x")]
    [InlineData("a: 1\na: 2\n")]
    public void WhatIsNotAMappingWithAList_IsAFault(string yaml)
    {
        var file = ConfigFileReader.Read(yaml, _ => null);

        Assert.NotEmpty(file.Faults);
    }

    [Theory]
    [InlineData("timeout: 1e300")]
    [InlineData("timeout: 10000000")]
    [InlineData("stream_timeout: -1")]
    [InlineData("weight: -1")]
    [InlineData("api_key: \"two\\nlines\"")]
    [InlineData("api_key: schlüssel")]
    public void ValueThatNoCallCouldUse_IsAFault(string parameter)
    {
        var file = ConfigFileReader.Read($"model_list:\n  - model_name: a\n    litellm_params:\n      model: openai/a\n      {parameter}\n", _ => null);

        Assert.Equal(5, Assert.Single(file.Faults).Line);
    }

    [Theory]
    [InlineData("größe", "first")]
    [InlineData("a", "größe")]
    public void NameThatRecordsOrHeadersCannotCarry_IsAFaultOnlyInTheId(string name, string id)
    {
        var file = ConfigFileReader.Read(
            $"model_list:\n  - model_name: {name}\n    litellm_params: {{ model: openai/a }}\n    model_info: {{ id: {id} }}\n", _ => null);

        Assert.Equal(id == "größe" ? 1 : 0, file.Faults.Count);
    }

    [Fact]
    public void ModelNameOfMoreThan256Characters_IsAFault()
    {
        var file = ConfigFileReader.Read($"model_list:\n  - model_name: {new string('m', 257)}\n    litellm_params: {{ model: openai/a }}\n", _ => null);

        Assert.Contains("model_name", Assert.Single(file.Faults).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void GroupWhoseWeightsAreAllZero_IsAFault()
    {
        const string Yaml = """
            model_list:
              - model_name: a
                litellm_params: { model: openai/a, weight: 0 }
            """;

        var file = ConfigFileReader.Read(Yaml, _ => null);

        var fault = Assert.Single(file.Faults);
        Assert.Contains("weight 0", fault.Text, StringComparison.Ordinal);
        Assert.Equal(2, fault.Line);
    }

    [Fact]
    public void KeyOfAServer_IsInNoRemark()
    {
        const string Yaml = """
            model_list:
              - model_name: a
                litellm_params: { model: openai/a, api_base: "http://user:planted@host/v1", api_key: planted }
            """;

        var file = ConfigFileReader.Read(Yaml, _ => null);

        Assert.NotEmpty(file.Faults);
        Assert.DoesNotContain(file.Faults, fault => fault.Text.Contains("planted", StringComparison.Ordinal));
    }
}

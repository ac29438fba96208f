using AkashChat.Infrastructure.Catalog;

namespace AkashChat.Infrastructure.Tests.Catalog;

public sealed class IncludedFilesTests
{
    private static readonly Dictionary<string, string> Files = new()
    {
        ["more.yaml"] = """
            model_list:
              - { model_name: b, litellm_params: { model: openai/b, api_key: os.environ/FROM_FILE } }
            environment_variables: { FROM_FILE: os.environ/OUTSIDE }
            litellm_settings: { num_retries: 5 }
            """,
        ["wrong.yaml"] = "model_list:\n  - { model_name: c, litellm_params: { model: nobody/c } }\nrouter_settings: { num_retries: 1 }\ninclude: [more.yaml]\n",
    };

    [Fact]
    public void IncludedFile_AddsItsModelsAndSections()
    {
        var file = Read("include: [more.yaml]\nmodel_list:\n  - { model_name: a, litellm_params: { model: openai/a } }\nrouter_settings: { fallbacks: [{ a: [b] }] }\n");

        Assert.Empty(file.Faults);
        Assert.Equal(["a", "b"], file.Deployments.Select(deployment => deployment.ModelName));
        Assert.Equal(5, file.Rules.Retries.Retries);
        Assert.Equal("the-value", file.Deployments[1].Key!.Reveal());
    }

    [Fact]
    public void Faults_NameTheFileAndTheLine()
    {
        var file = Read("include: [wrong.yaml, gone.yaml]\nrouter_settings: { num_retries: 1 }\n");

        Assert.Collection(
            file.Faults.Select(fault => fault.ToString()),
            fault => Assert.StartsWith("line 1: the included file gone.yaml cannot be read", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("wrong.yaml, line 2: the model nobody/c", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("wrong.yaml, line 3: router_settings stand in another file too", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("wrong.yaml, line 4: an included file cannot include others", fault, StringComparison.Ordinal));
    }

    [Fact]
    public void VariablesOfTheFile_ComeBeforeTheEnvironment()
    {
        var file = Read(
            "environment_variables: { OUTSIDE: inside }\nmodel_list:\n  - { model_name: a, litellm_params: { model: openai/a, api_key: os.environ/OUTSIDE } }\n");

        Assert.Equal("inside", Assert.Single(file.Deployments).Key!.Reveal());
    }

    private static ConfigFile Read(string yaml) => ConfigFileReader.Read(
        yaml, new ConfigSurroundings(name => name == "OUTSIDE" ? "the-value" : null), name => Files.GetValueOrDefault(name));
}

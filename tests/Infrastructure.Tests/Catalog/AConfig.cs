using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Catalog;

namespace AkashChat.Infrastructure.Tests.Catalog;

/// <summary>Configurations whose list of models does not matter: a, b and c, in lines 1 to 4.</summary>
internal static class AConfig
{
    private const string Models = """
        model_list:
          - { model_name: a, litellm_params: { model: openai/a, api_key: k } }
          - { model_name: b, litellm_params: { model: openai/b, api_key: k } }
          - { model_name: c, litellm_params: { model: openai/c, api_key: k } }

        """;

    /// <summary>Reads the models and further sections, which begin in line 5.</summary>
    public static ConfigFile With(string sections, ConfigSurroundings? surroundings = null) =>
        ConfigFileReader.Read(Models + sections, surroundings ?? new ConfigSurroundings(_ => null), _ => null);

    /// <summary>The rules of a file without faults and warnings.</summary>
    public static RoutingRules Rules(string sections)
    {
        var file = With(sections);
        Assert.Empty(file.Faults);
        Assert.Empty(file.Warnings);
        return file.Rules;
    }

    /// <summary>One deployment with these parameters, the first of which stands in line 5.</summary>
    public static ConfigFile Parameters(string parameters, string info = "{}") => ConfigFileReader.Read(
        $"model_list:\n  - model_name: a\n    litellm_params:\n      model: openai/a\n      {parameters.ReplaceLineEndings("\n      ")}\n    model_info: {info}\n",
        name => name == "SECRET" ? "from-environment" : null);
}

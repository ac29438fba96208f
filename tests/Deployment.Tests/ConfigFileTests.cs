using System.Text.RegularExpressions;

namespace AkashChat.Deployment.Tests;

/// <summary>The config.yaml that is shipped: a first start needs no upstream, and the examples in it hold.</summary>
public sealed class ConfigFileTests
{
    private static readonly string Text = Repository.Read("deployment/config.yaml");

    [Fact]
    public void Shipped_OffersNoUpstream() => Assert.Empty(YamlTree.Parse(Text, "config.yaml")["model_list"].Items);

    [Fact]
    public void Example_IsValidWithoutItsCommentSigns()
    {
        var lines = Text.Split('\n').SkipWhile(line => line != "# model_list:").Select(line => Regex.Replace(line, "^# ?", ""));

        var models = YamlTree.Parse(string.Join('\n', lines), "example")["model_list"].Items;

        Assert.Equal(4, models.Count);
        Assert.All(models, model => Assert.StartsWith("openai/", model["litellm_params"]["model"].Text, StringComparison.Ordinal));
        Assert.All(models, model => Assert.StartsWith("http", model["litellm_params"]["api_base"].Text, StringComparison.Ordinal));
        Assert.All(models, model => Assert.NotEmpty(model["model_name"].Text));
    }
}

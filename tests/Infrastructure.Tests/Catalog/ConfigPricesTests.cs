using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Catalog;

namespace AkashChat.Infrastructure.Tests.Catalog;

public sealed class ConfigPricesTests
{
    [Fact]
    public void Prices_AreReadExactlyFromEitherPlace()
    {
        const string Yaml = """
            model_list:
              - model_name: parameters
                litellm_params: { model: openai/a, input_cost_per_token: 1.5e-07, output_cost_per_token: 0.0000006 }
              - model_name: info
                litellm_params: { model: openai/b }
                model_info: { input_cost_per_token: 3e-15, output_cost_per_token: 1 }
              - model_name: both
                litellm_params: { model: openai/c, input_cost_per_token: 2e-6 }
                model_info: { input_cost_per_token: 0.9, output_cost_per_token: 9e-6 }
              - model_name: free
                litellm_params: { model: openai/d, input_cost_per_token: 0 }
              - model_name: rounded
                litellm_params: { model: openai/e, output_cost_per_token: 2.0000000000000005e-06 }
              - model_name: unknown
                litellm_params: { model: openai/f }
            """;

        var file = ConfigFileReader.Read(Yaml, _ => null);

        Assert.Empty(file.Faults);
        Assert.Empty(file.Warnings);
        TokenPrice?[] expected =
        [
            new(150_000_000, 600_000_000), new(3, TokenPrice.FemtoUsdPerUsd), new(2_000_000_000, 0), new(0, 0), new(0, 2_000_000_000), null,
        ];
        Assert.Equal(expected, file.Deployments.Select(deployment => deployment.Price));
    }

    [Fact]
    public void PricesThatAreNone_AreFaultsWithTheirLines()
    {
        const string Yaml = """
            model_list:
              - model_name: a
                litellm_params:
                  model: openai/a
                  input_cost_per_token: cheap
                  output_cost_per_token: -1e-6
              - model_name: b
                litellm_params:
                  model: openai/b
                  input_cost_per_token: 1.1
                model_info:
                  output_cost_per_token: [1]
            """;

        var file = ConfigFileReader.Read(Yaml, _ => null);

        Assert.Equal([5L, 6L, 10L, 12L], file.Faults.Select(fault => fault.Line));
        Assert.All(file.Faults, fault => Assert.Contains("cost_per_token", fault.Text, StringComparison.Ordinal));
    }
}

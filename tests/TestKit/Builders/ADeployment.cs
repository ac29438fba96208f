using System.Globalization;
using AkashChat.Application.Catalog;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;

namespace AkashChat.TestKit.Builders;

/// <summary>Makes deployments.</summary>
public static class ADeployment
{
    /// <summary>A deployment of a model.</summary>
    /// <param name="model">The name that callers use.</param>
    /// <param name="at">The server's address, with or without a slash at the end; null: one that nobody listens at.</param>
    /// <param name="upstreamModel">The server's name for the model; null: the same.</param>
    /// <param name="weight">Its share.</param>
    /// <param name="number">Tells several of one model apart.</param>
    public static Deployment Of(string model = "scripted", Uri? at = null, string? upstreamModel = null, double weight = 1, int number = 1) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{model}-{number}"),
        ModelName = model,
        UpstreamModel = upstreamModel ?? model,
        BaseAddress = new Uri((at?.ToString() ?? "http://127.0.0.1:9/v1").TrimEnd('/') + "/"),
        Key = new SecretText("sk-upstream-test"),
        Weight = weight,
    };

    /// <summary>A table of these deployments.</summary>
    public static RoutingTable Table(params IEnumerable<Deployment> deployments) =>
        RoutingTable.Of(deployments, new Dictionary<string, string>(StringComparer.Ordinal), AMoment.Now);

    /// <summary>A catalog that offers these deployments, and stays so.</summary>
    public static IModelCatalog Catalog(params IEnumerable<Deployment> deployments) => new FixedCatalog(Table(deployments));

    private sealed record FixedCatalog(RoutingTable Current) : IModelCatalog;
}

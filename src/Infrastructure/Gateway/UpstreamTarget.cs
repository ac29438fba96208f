using System.Collections.Immutable;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Gateway.Http1;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>Where the calls of one route go at one deployment, and the headers that all of them carry: worked out once, not for each call.</summary>
/// <param name="Address">The full address, query included.</param>
/// <param name="Headers">The headers, our key among them; type and length of the body come with each call.</param>
internal sealed record UpstreamTarget(Uri Address, ImmutableArray<KeyValuePair<string, string>> Headers)
{
    private static readonly string Product = $"AkashChat/{typeof(UpstreamTarget).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>The way of plain HTTP; null: the general client goes there.</summary>
    internal Http1Target? Plain { get; init; }

    /// <summary>Works it out.</summary>
    internal static UpstreamTarget Of(Deployment deployment, GatewayRoute route) =>
        new(AddressOf(deployment, route), HeadersOf(deployment));

    private static Uri AddressOf(Deployment deployment, GatewayRoute route)
    {
        var provider = deployment.Provider;
        var path = provider.PathOf.GetValueOrDefault(route.Path, provider.Path)
            .Replace(ProviderProfile.ModelPlace, Uri.EscapeDataString(deployment.UpstreamModel), StringComparison.Ordinal)
            .Replace(ProviderProfile.RoutePlace, route.Path, StringComparison.Ordinal);
        var query = provider.VersionParameter is { } parameter && deployment.ApiVersion is { } version
            ? $"?{parameter}={Uri.EscapeDataString(version)}"
            : string.Empty;
        return new Uri(deployment.BaseAddress, path + query);
    }

    private static ImmutableArray<KeyValuePair<string, string>> HeadersOf(Deployment deployment)
    {
        // What the operator sets for a deployment takes the place of what would be sent of that name.
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["User-Agent"] = Product };
        if (deployment.Key is { } key)
        {
            headers[deployment.Provider.KeyHeader] = deployment.Provider.KeyScheme + key.Reveal();
        }

        if (deployment.Organization is { } organization)
        {
            headers["OpenAI-Organization"] = organization;
        }

        foreach (var (name, value) in deployment.Provider.Headers.AddRange(deployment.ExtraHeaders))
        {
            headers[name] = value;
        }

        return [.. headers];
    }

    /// <summary>The address alone: the headers hold our key.</summary>
    public override string ToString() => Address.ToString();
}

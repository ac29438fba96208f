using AkashChat.Application.Catalog;
using AkashChat.Domain.Catalog;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Tests.Gateway.Caching;

/// <summary>The host's own catalog, with rules of the cache that a test chose.</summary>
internal sealed class RuledCatalog(IModelCatalog inner, CacheRules rules, Func<Deployment, Deployment> change) : IModelCatalog
{
    private readonly Lock _lock = new();
    private (RoutingTable Of, RoutingTable Ruled)? _tables;

    public RoutingTable Current
    {
        get
        {
            lock (_lock)
            {
                var current = inner.Current;
                if (_tables?.Of != current)
                {
                    // Without what would need time to pass: repeated attempts and servers that are left alone.
                    var quick = current.Rules with
                    {
                        Cache = rules,
                        Retries = RetryRules.Default with { Retries = 0 },
                        Cooldown = CooldownRules.Default with { IsOff = true },
                    };
                    var deployments = current.Groups.SelectMany(group => group.Deployments).Select(change);
                    _tables = (current, RoutingTable.Of(deployments, new Dictionary<string, string>(), current.LoadedAt, quick, current.Aliases));
                }

                return _tables.Value.Ruled;
            }
        }
    }

    /// <summary>Puts it in the catalog's place.</summary>
    public static void Install(WebApplicationBuilder builder, CacheRules rules, Func<Deployment, Deployment>? change = null)
    {
        var inner = builder.Services.Last(service => service.ServiceType == typeof(IModelCatalog));
        builder.Services.AddSingleton<IModelCatalog>(provider =>
            new RuledCatalog((IModelCatalog)inner.ImplementationFactory!(provider), rules, change ?? (deployment => deployment)));
    }
}

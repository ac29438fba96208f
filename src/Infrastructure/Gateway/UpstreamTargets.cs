using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Gateway.Http1;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>Keeps the targets of every deployment as long as somebody holds the deployment: a table that was swapped out takes its targets along.</summary>
/// <param name="plainOf">The way of plain HTTP to a target, if it goes that way.</param>
internal sealed class UpstreamTargets(Func<Deployment, UpstreamTarget, Http1Target?> plainOf)
{
    private readonly ConditionalWeakTable<Deployment, ConcurrentDictionary<GatewayRoute, UpstreamTarget>> _targets = [];

    /// <summary>The target of a route.</summary>
    internal UpstreamTarget Of(Deployment deployment, GatewayRoute route)
    {
        // Both are compared by reference: the routes are the same objects throughout, and to compare the contents would cost more than to work it out.
        var targets = _targets.GetValue(deployment, static _ => new ConcurrentDictionary<GatewayRoute, UpstreamTarget>(ReferenceEqualityComparer.Instance));
        return targets.TryGetValue(route, out var known)
            ? known
            : targets.GetOrAdd(route, Make, deployment);
    }

    private UpstreamTarget Make(GatewayRoute route, Deployment deployment)
    {
        var target = UpstreamTarget.Of(deployment, route);
        return target with { Plain = plainOf(deployment, target) };
    }
}

using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>Keeps the targets of every deployment as long as somebody holds the deployment: a table that was swapped out takes its targets along.</summary>
internal sealed class UpstreamTargets
{
    private readonly ConditionalWeakTable<Deployment, ConcurrentDictionary<GatewayRoute, UpstreamTarget>> _targets = [];

    /// <summary>The target of a route.</summary>
    internal UpstreamTarget Of(Deployment deployment, GatewayRoute route)
    {
        // Both are compared by reference: the routes are the same objects throughout, and to compare the contents would cost more than to work it out.
        var targets = _targets.GetValue(deployment, static _ => new ConcurrentDictionary<GatewayRoute, UpstreamTarget>(ReferenceEqualityComparer.Instance));
        return targets.TryGetValue(route, out var known)
            ? known
            : targets.GetOrAdd(route, static (route, deployment) => UpstreamTarget.Of(deployment, route), deployment);
    }
}

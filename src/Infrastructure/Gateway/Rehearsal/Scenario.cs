using System.Collections.Immutable;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Gateway.Rehearsal;

/// <summary>What is tried.</summary>
/// <param name="Group">The model.</param>
/// <param name="Route">What is asked.</param>
/// <param name="Streamed">Whether streams are asked for.</param>
/// <param name="Fault">What is wrong.</param>
/// <param name="Struck">With whom; empty: all is well.</param>
internal sealed record Scenario(ModelGroup Group, GatewayRoute Route, bool Streamed, Fault Fault, ImmutableArray<Deployment> Struck)
{
    /// <summary>Everything that is tried with a model: all well, one deployment struck after another, all of them struck.</summary>
    public static IEnumerable<Scenario> Of(ModelGroup group, RoutingRules rules)
    {
        var (route, ways) = WaysOf(group);
        foreach (var streamed in ways)
        {
            yield return new Scenario(group, route, streamed, Fault.None, []);
        }

        foreach (var deployment in group.Deployments.Length > 1 ? group.Deployments : [])
        {
            foreach (var fault in Faults.OfServers)
            {
                foreach (var streamed in ways)
                {
                    yield return new Scenario(group, route, streamed, fault, [deployment]);
                }
            }
        }

        foreach (var fault in Faults.OfServers.Concat(RefusalsWithFallback(group, rules)))
        {
            foreach (var streamed in ways)
            {
                yield return new Scenario(group, route, streamed, fault, group.Deployments);
            }
        }
    }

    /// <summary>The models that stand in after such a fault.</summary>
    public static ImmutableArray<string> FallbacksOf(ModelGroup group, RoutingRules rules, Fault fault) =>
        rules.Fallbacks.For(group.Pattern ?? group.Name, Faults.KindOf(fault));

    private static (GatewayRoute Route, bool[] Ways) WaysOf(ModelGroup group) => group.Mode switch
    {
        null or "chat" or "completion" or "responses" => (GatewayRoute.ChatCompletions, [false, true]),
        "embedding" => (GatewayRoute.Embeddings, [false]),
        _ => (GatewayRoute.ChatCompletions, [false]),
    };

    // Without a model that stands in, such a refusal is passed on, and there is nothing to rehearse.
    private static IEnumerable<Fault> RefusalsWithFallback(ModelGroup group, RoutingRules rules) =>
        Faults.OfRequests.Where(fault => !FallbacksOf(group, rules, fault).IsEmpty);
}

using System.Collections.Frozen;
using System.Collections.Immutable;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Gateway.Rehearsal;
using AkashChat.TestKit.Builders;

namespace AkashChat.Infrastructure.Tests.Gateway.Rehearsal;

/// <summary>Makes rehearsals.</summary>
internal static class ARehearsal
{
    /// <summary>A deployment with time-outs of half a minute.</summary>
    public static Deployment Deployment(string model, int number, string host = "one.example") => ADeployment.Of(model, new Uri($"https://{host}/v1"), number: number) with
    {
        Timeout = TimeSpan.FromSeconds(30),
        StreamTimeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>Deployments of a model, each on a server of its own.</summary>
    public static IEnumerable<Deployment> Deployments(string model, int count) =>
        Enumerable.Range(1, count).Select(number => Deployment(model, number, $"{model}-{number}.example"));

    /// <summary>A table.</summary>
    public static RoutingTable Table(IEnumerable<Deployment> deployments, RoutingRules? rules = null) =>
        RoutingTable.Of(deployments, new Dictionary<string, string>(), AMoment.Now, rules);

    /// <summary>Rules by which models stand in for others.</summary>
    public static RoutingRules WithFallback(string model, params string[] standIns) => RoutingRules.Default with
    {
        Fallbacks = FallbackRules.None with
        {
            General = new Dictionary<string, ImmutableArray<string>> { [model] = [.. standIns] }.ToFrozenDictionary(),
        },
    };

    /// <summary>A rehearsal with few requests.</summary>
    public static RehearsalRun Of(RoutingTable table, int requests = 12) => new(table, new RehearsalOptions { Requests = requests });

    /// <summary>Runs one scenario with the first model.</summary>
    /// <param name="table">The table.</param>
    /// <param name="fault">What is wrong.</param>
    /// <param name="streamed">Whether streams are asked for.</param>
    /// <param name="struck">With whom; null: all of the model's deployments.</param>
    public static async Task<ScenarioReport> RunAsync(RoutingTable table, Fault fault, bool streamed, params int[] struck)
    {
        var group = table.Groups[0];
        ImmutableArray<Deployment> hit = fault == Fault.None ? []
            : struck.Length == 0 ? group.Deployments
            : [.. struck.Select(index => group.Deployments[index])];
        await using var rehearsal = Of(table);
        return await rehearsal.RunAsync(new Scenario(group, GatewayRoute.ChatCompletions, streamed, fault, hit), CancellationToken.None);
    }
}

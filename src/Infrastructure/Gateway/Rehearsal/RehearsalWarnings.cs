using System.Globalization;
using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Gateway.Rehearsal;

/// <summary>Says what an operator should know of a model's settings, from the settings and from what the rehearsal showed.</summary>
internal sealed class RehearsalWarnings(ModelGroup group, RoutingTable table, IReadOnlyList<ScenarioReport> scenarios, RehearsalOptions options)
{
    private RoutingRules Rules => table.Rules;

    private ModelGroup[] StandIns =>
        [.. Scenario.FallbacksOf(group, Rules, Fault.ServerError).Take(Rules.Fallbacks.Max).Select(table.Find).OfType<ModelGroup>()];

    /// <summary>Finds them.</summary>
    public IEnumerable<string> Find() =>
        OfRedundancy().Concat(OfFallbacks()).Concat(OfWeights()).Concat(OfTimeouts()).Concat(OfCooldowns()).Concat(OfLimits()).Concat(OfLosses()).Concat(OfReturns());

    private IEnumerable<string> OfRedundancy()
    {
        if (group.Deployments.Length == 1)
        {
            yield return StandIns.Length == 0
                ? $"{group.Name} has one deployment and no fallback: a failure of it is seen by users"
                : $"{group.Name} has one deployment: when it fails, users get another model ({StandIns[0].Name})";
        }
        else if (ServersOf(group).Count == 1)
        {
            yield return $"all deployments of {group.Name} are on one server: they fail together";
        }
    }

    private IEnumerable<string> OfFallbacks()
    {
        var own = ServersOf(group);
        if (StandIns is [.., var last] && StandIns.All(standIn => ServersOf(standIn).IsSubsetOf(own)))
        {
            yield return $"the fallbacks of {group.Name} end in {last.Name}, which has no server of its own: it fails with it";
        }

        foreach (var name in Scenario.FallbacksOf(group, Rules, Fault.ServerError).Where(name => table.Find(name) is null))
        {
            yield return $"{name}, a fallback of {group.Name}, is not on offer";
        }
    }

    private IEnumerable<string> OfWeights() => group.Deployments
        .Where(deployment => deployment.Weight <= 0)
        .Select(deployment => $"deployment {deployment.Id} has weight 0: it is only asked when no other of its order can be");

    private IEnumerable<string> OfTimeouts() => group.Deployments
        .Where(deployment => group.Deployments.Length + StandIns.Length > 1 && deployment.Timeout >= Rules.RequestTimeout)
        .Select(deployment => $"deployment {deployment.Id} is waited for as long as a whole request may take ({Seconds(Rules.RequestTimeout)}): when it hangs, no time is left for another one; set a shorter timeout");

    private IEnumerable<string> OfCooldowns()
    {
        if (Rules.Cooldown.IsOff)
        {
            yield return $"cooldowns are off: a deployment of {group.Name} that fails is asked again and again";
        }
    }

    private IEnumerable<string> OfLimits() => scenarios
        .Where(scenario => scenario is { Fault: Fault.None, Failures.Count: > 0 })
        .Select(scenario => $"at {options.Rate.ToString("0.##", CultureInfo.InvariantCulture)} requests a second, {scenario.Failures.Sum(failure => failure.Count)} of {scenario.Requests} {WayOf(scenario)} requests of {group.Name} are refused while all is well: its deployments' own limits are lower");

    private IEnumerable<string> OfLosses() => scenarios
        .Where(scenario => scenario.IsLoss && scenario.Fault != Fault.None)
        .GroupBy(scenario => (scenario.Fault, IsOne: scenario.Deployment is not null))
        .Select(losses => $"{(losses.Key.IsOne ? $"one deployment of {group.Name}" : $"all of {group.Name}")} struck with \"{FaultNames.Of(losses.Key.Fault)}\": users see {Seen(losses)} although another server is well");

    private IEnumerable<string> OfReturns() => scenarios
        .Where(scenario => scenario.Fault != Fault.None && scenario.BackAfterSeconds is null)
        .Select(scenario => $"{scenario.Deployment ?? group.Name} got no request for long after \"{FaultNames.Of(scenario.Fault)}\" was over");

    private static string Seen(IEnumerable<ScenarioReport> losses) =>
        string.Join(", ", losses.SelectMany(loss => loss.Failures).Select(failure => failure.Status).Distinct().Order());

    private static string WayOf(ScenarioReport scenario) => scenario.Streamed ? "streamed" : "plain";

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");

    private static HashSet<string> ServersOf(ModelGroup models) =>
        models.Deployments.Select(deployment => deployment.BaseAddress.Authority).ToHashSet(StringComparer.OrdinalIgnoreCase);
}

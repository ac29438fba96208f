using System.Buffers;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Routing;

/// <summary>Chooses the deployment for each attempt: leaves out who cannot take it, then lets the group's strategy decide.</summary>
/// <param name="states">Knows the deployments' states.</param>
/// <param name="random">Where chance comes from; null: from everywhere.</param>
public sealed class Router(DeploymentStates states, Random? random = null)
{
    // So many draws find a good one among many, unless most are out; then all are looked at.
    private const int Draws = 8;

    // Among fewer than these, looking at all costs no more than drawing.
    private const int Many = 16;

    private readonly Random _random = random ?? Random.Shared;

    /// <summary>Where chance comes from, for all that belongs to the way of a call.</summary>
    internal Random Random => _random;

    /// <summary>What is known of the deployments.</summary>
    public DeploymentStates States => states;

    /// <summary>Chooses a deployment and begins a request on it.</summary>
    /// <param name="group">The group.</param>
    /// <param name="rules">The rules in force.</param>
    /// <param name="request">What the choice depends on.</param>
    /// <param name="tried">Those that were tried already; they are left out.</param>
    public RoutingChoice Choose(ModelGroup group, RoutingRules rules, RoutingRequest request, List<Candidate> tried)
    {
        var pool = states.Pool(group);
        var now = states.Now;
        var strategy = rules.StrategyOf.GetValueOrDefault(group.Pattern ?? group.Name, rules.Strategy);
        var filter = new CandidateFilter(rules, request, tried, now);
        var drawn = Draw(pool, strategy, rules, request, filter);
        return drawn.Candidate is not null ? drawn : LookAtAll(pool, strategy, rules, request, filter);
    }

    /// <summary>Whether an untried deployment could take the request now.</summary>
    public bool HasAnother(ModelGroup group, RoutingRules rules, RoutingRequest request, List<Candidate> tried)
    {
        var filter = new CandidateFilter(rules, request, tried, states.Now);
        foreach (var rank in states.Pool(group).Ranks)
        {
            foreach (var candidate in rank.Candidates)
            {
                if (filter.Check(candidate) == Exclusion.None)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Draws a few from a large first rank: the cost of a choice must not grow with the number of deployments.</summary>
    private RoutingChoice Draw(DeploymentPool pool, RoutingStrategy strategy, RoutingRules rules, RoutingRequest request, CandidateFilter filter)
    {
        var rank = pool.Ranks[0];
        if (rank.Candidates.Length < Many || request.Affinity is not null || strategy == RoutingStrategy.CostBased)
        {
            return default;
        }

        var drawn = ArrayPool<Candidate>.Shared.Rent(Draws);
        try
        {
            var count = 0;
            for (var draw = 0; draw < Draws; draw++)
            {
                // By weight, so that whoever is drawn may be taken as one of equals.
                var candidate = rank.At(_random.NextDouble());
                if (filter.Check(candidate) == Exclusion.None && Array.IndexOf(drawn, candidate, 0, count) < 0)
                {
                    drawn[count++] = candidate;
                }

                if (strategy == RoutingStrategy.SimpleShuffle && count == 1)
                {
                    break;
                }
            }

            var tally = default(ExclusionTally);
            return BeginOne(drawn, count, strategy, rules, request, filter, ref tally);
        }
        finally
        {
            ArrayPool<Candidate>.Shared.Return(drawn, clearArray: true);
        }
    }

    private RoutingChoice LookAtAll(DeploymentPool pool, RoutingStrategy strategy, RoutingRules rules, RoutingRequest request, CandidateFilter filter)
    {
        var eligible = ArrayPool<Candidate>.Shared.Rent(pool.Count);
        try
        {
            var why = default(ExclusionTally);
            foreach (var rank in pool.Ranks)
            {
                var count = 0;
                foreach (var candidate in rank.Candidates)
                {
                    var exclusion = filter.Check(candidate);
                    why.Count(exclusion, candidate, filter.Now);
                    if (exclusion == Exclusion.None)
                    {
                        eligible[count++] = candidate;
                    }
                }

                var chosen = BeginOne(eligible, count, strategy, rules, request, filter, ref why);
                if (chosen.Candidate is not null)
                {
                    return chosen;
                }
            }

            return new RoutingChoice(null, Passage.None, why.ToFailure());
        }
        finally
        {
            ArrayPool<Candidate>.Shared.Return(eligible, clearArray: true);
        }
    }

    /// <summary>Chooses until one can be begun: others may take the last place between the look and the step.</summary>
    private RoutingChoice BeginOne(
        Candidate[] eligible, int count, RoutingStrategy strategy, RoutingRules rules, RoutingRequest request, CandidateFilter filter, ref ExclusionTally why)
    {
        while (count > 0)
        {
            var span = eligible.AsSpan(0, count);
            var index = request.Affinity is { } affinity ? PrefixAffinity.Choose(span, affinity, rules.AffinityLoadBound) : Choose(span, strategy, rules, request, filter.Now);
            var chosen = span[index];
            if (chosen.State.TryBegin(chosen.Deployment, filter.Now) is var passage and not Passage.None)
            {
                return new RoutingChoice(chosen, passage, null) { At = filter.Now };
            }

            var exclusion = filter.Check(chosen);
            why.Count(exclusion == Exclusion.None ? Exclusion.Full : exclusion, chosen, filter.Now);
            span[index] = span[--count];
        }

        return default;
    }

    private int Choose(ReadOnlySpan<Candidate> candidates, RoutingStrategy strategy, RoutingRules rules, RoutingRequest request, long now) => strategy switch
    {
        _ when candidates.Length == 1 => 0,
        RoutingStrategy.LeastBusy => LeastBusy.Choose(candidates, _random),
        RoutingStrategy.LatencyBased => LatencyBased.Choose(candidates, request.Streamed, rules.LatencyBuffer, now, _random),
        RoutingStrategy.UsageBased => UsageBased.Choose(candidates, now, _random),
        RoutingStrategy.CostBased => CostBased.Choose(candidates, _random),
        _ => SimpleShuffle.Choose(candidates, _random),
    };
}

using System.Buffers;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Routing;

/// <summary>Chooses the deployment for each attempt: leaves out who cannot take it, then lets the group's strategy decide.</summary>
public sealed class Router(DeploymentStates states)
{
    // So many draws find a free one among many, unless most are out; then all are looked at.
    private const int Draws = 4;

    // Among fewer than these, looking at all costs no more than drawing.
    private const int Many = 16;

    private readonly Random _random = Random.Shared;

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
        return Draw(pool, strategy, request, filter) is { } drawn
            ? new RoutingChoice(drawn, null)
            : LookAtAll(pool, strategy, rules, request, filter);
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

    /// <summary>Draws from a large first rank at random: the cost of a choice must not grow with the number of deployments.</summary>
    private Candidate? Draw(DeploymentPool pool, RoutingStrategy strategy, RoutingRequest request, CandidateFilter filter)
    {
        var rank = pool.Ranks[0];
        if (rank.Candidates.Length < Many || request.Affinity is not null || strategy is not (RoutingStrategy.SimpleShuffle or RoutingStrategy.LeastBusy))
        {
            return null;
        }

        Candidate? first = null;
        for (var draw = 0; draw < Draws; draw++)
        {
            var candidate = strategy == RoutingStrategy.SimpleShuffle ? rank.At(_random.NextDouble()) : rank.Candidates[_random.Next(rank.Candidates.Length)];
            if (candidate == first || filter.Check(candidate) != Exclusion.None)
            {
                continue;
            }

            if (strategy == RoutingStrategy.LeastBusy && first is null)
            {
                first = candidate;
                continue;
            }

            var chosen = first is not null && LeastBusy.Load(first) <= LeastBusy.Load(candidate) ? first : candidate;
            if (chosen.State.TryBegin(chosen.Deployment, filter.Now))
            {
                return chosen;
            }
        }

        return null;
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

                if (BeginOne(eligible, count, strategy, rules, request, filter.Now) is { } chosen)
                {
                    return new RoutingChoice(chosen, null);
                }
            }

            return new RoutingChoice(null, why.ToFailure());
        }
        finally
        {
            ArrayPool<Candidate>.Shared.Return(eligible, clearArray: true);
        }
    }

    /// <summary>Chooses until one can be begun: others may take the last place between the look and the step.</summary>
    private Candidate? BeginOne(Candidate[] eligible, int count, RoutingStrategy strategy, RoutingRules rules, RoutingRequest request, long now)
    {
        while (count > 0)
        {
            var span = eligible.AsSpan(0, count);
            var index = request.Affinity is { } affinity ? PrefixAffinity.Choose(span, affinity, rules.AffinityLoadBound) : Choose(span, strategy, rules, request, now);
            var chosen = span[index];
            if (chosen.State.TryBegin(chosen.Deployment, now))
            {
                return chosen;
            }

            span[index] = span[--count];
        }

        return null;
    }

    private int Choose(ReadOnlySpan<Candidate> candidates, RoutingStrategy strategy, RoutingRules rules, RoutingRequest request, long now) => strategy switch
    {
        _ when candidates.Length == 1 => 0,
        RoutingStrategy.LeastBusy => LeastBusy.Choose(candidates, _random),
        RoutingStrategy.LatencyBased => LatencyBased.Choose(candidates, request.Streamed, rules.LatencyBuffer, _random),
        RoutingStrategy.UsageBased => UsageBased.Choose(candidates, now, _random),
        RoutingStrategy.CostBased => CostBased.Choose(candidates, _random),
        _ => SimpleShuffle.Choose(candidates, _random),
    };
}

using System.Globalization;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Domain.Tests.Gateway;

/// <summary>Makes deployments, candidates and what happens to them.</summary>
internal static class ACandidate
{
    /// <summary>A moment in the middle of a minute, in ticks.</summary>
    public const long Now = (10 * TimeSpan.TicksPerMinute) + (20 * TimeSpan.TicksPerSecond);

    /// <summary>A deployment without limits.</summary>
    public static Deployment Deployment(int number = 0) => new()
    {
        Id = number.ToString(CultureInfo.InvariantCulture),
        ModelName = "m",
        UpstreamModel = "m",
        BaseAddress = new Uri("http://127.0.0.1/v1/"),
    };

    /// <summary>A candidate that nothing is known of.</summary>
    public static Candidate Of(double weight = 1, Deployment? deployment = null) => new(deployment ?? Deployment(), new DeploymentState(), weight);

    /// <summary>Begins requests that stay open.</summary>
    public static Candidate WithOpen(this Candidate candidate, int requests)
    {
        for (; requests > 0; requests--)
        {
            Assert.Equal(Passage.Normal, candidate.State.TryBegin(candidate.Deployment, Now));
        }

        return candidate;
    }

    /// <summary>Lets requests be over that went well and used so many tokens together.</summary>
    public static Candidate WithUsed(this Candidate candidate, int requests, long tokens)
    {
        for (var number = 0; number < requests; number++)
        {
            candidate.WithOpen(1).State.End(Passage.Normal, number == 0 ? tokens : 0, Now);
        }

        return candidate;
    }

    /// <summary>Notes a latency.</summary>
    public static Candidate WithLatency(this Candidate candidate, double microseconds, bool streamed = true)
    {
        candidate.State.NoteLatency(streamed, microseconds, Now);
        return candidate;
    }

    /// <summary>Lets a request begin and fail.</summary>
    /// <returns>Whether the deployment is left alone from then on.</returns>
    public static bool FailOnce(this DeploymentState state, FailureKind kind, long now = Now, CooldownRules? rules = null, TimeSpan? retryAfter = null)
    {
        var passage = state.TryBegin(Deployment(), now);
        Assert.NotEqual(Passage.None, passage);
        state.End(passage, 0, now);
        return state.Blame(Failure(kind, retryAfter), passage, wasAnswer: false, rules ?? CooldownRules.Default, now);
    }

    /// <summary>A failure of that kind.</summary>
    public static AttemptFailure Failure(FailureKind kind, TimeSpan? retryAfter = null) => new(kind, GatewayErrors.UpstreamFailed, retryAfter);

    /// <summary>How often each of several was chosen.</summary>
    public static int[] Count(int candidates, int choices, Func<int> choose)
    {
        var counts = new int[candidates];
        for (var choice = 0; choice < choices; choice++)
        {
            counts[choose()]++;
        }

        return counts;
    }
}

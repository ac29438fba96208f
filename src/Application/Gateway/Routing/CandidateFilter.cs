using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Routing;

/// <summary>Tells whether a deployment can take a request, and if not, why.</summary>
internal readonly struct CandidateFilter(RoutingRules rules, RoutingRequest request, List<Candidate> tried, long now)
{
    // With tags in force, a request without any goes to these.
    private const string DefaultTag = "default";

    /// <summary>The moment, in ticks.</summary>
    public long Now { get; } = now;

    /// <summary>The first reason against it.</summary>
    public Exclusion Check(Candidate candidate)
    {
        var deployment = candidate.Deployment;
        return rules.TagFiltering && !HasTags(deployment) ? Exclusion.Tags
            : rules.PreCallChecks && Lacks(deployment.Capabilities) is { } lack ? lack
            : tried.Contains(candidate) ? Exclusion.Tried
            : !candidate.State.IsHealthy(Now) ? candidate.State.IsRateLimited ? Exclusion.RateLimited : Exclusion.Cooling
            : !candidate.State.HasRoom(deployment, Now) ? Exclusion.Full
            : Exclusion.None;
    }

    private bool HasTags(Deployment deployment)
    {
        if (request.Tags.IsEmpty)
        {
            return deployment.Tags.IsEmpty || deployment.Tags.Contains(DefaultTag);
        }

        foreach (var tag in request.Tags)
        {
            if (deployment.Tags.Contains(tag) == rules.MatchAnyTag)
            {
                return rules.MatchAnyTag;
            }
        }

        return !rules.MatchAnyTag;
    }

    private Exclusion? Lacks(ModelCapabilities capabilities) =>
        request.PromptTokens > capabilities.MaxInputTokens ? Exclusion.TooLong
        : (request.NeedsVision && capabilities.Vision == false) || (request.NeedsTools && capabilities.Tools == false) ? Exclusion.Incapable
        : null;
}

/// <summary>Why a deployment cannot take a request.</summary>
internal enum Exclusion
{
    /// <summary>It can.</summary>
    None,

    /// <summary>It was tried.</summary>
    Tried,

    /// <summary>It cools after failures.</summary>
    Cooling,

    /// <summary>It cools because its server is over a limit.</summary>
    RateLimited,

    /// <summary>It is at its own limits.</summary>
    Full,

    /// <summary>It has not the tags.</summary>
    Tags,

    /// <summary>The prompt does not fit.</summary>
    TooLong,

    /// <summary>It cannot do what the request asks.</summary>
    Incapable,
}

using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Routing;

/// <summary>Whether a deployment could take a request.</summary>
/// <param name="Id">Its public id.</param>
/// <param name="Rank">When it is asked: those of rank 1 first, the others only if none before them can take the request.</param>
/// <param name="Why">Why it cannot; null: it can. A stable word: tags, context, capability, cooling, rate_limited, full, rpm or tpm.</param>
/// <param name="BackIn">How long it still cools; null: it does not.</param>
public sealed record DeploymentOutlook(string Id, int Rank, string? Why, TimeSpan? BackIn)
{
    /// <summary>Says it for one.</summary>
    internal static DeploymentOutlook Of(Candidate candidate, int rank, Exclusion exclusion, long now) => new(
        candidate.Deployment.Id,
        rank,
        WordFor(exclusion, candidate.Deployment, candidate.State, now),
        exclusion is Exclusion.Cooling or Exclusion.RateLimited ? candidate.State.CoolsFor(now) : null);

    private static string? WordFor(Exclusion exclusion, Deployment deployment, DeploymentState state, long now) => exclusion switch
    {
        Exclusion.None => null,
        Exclusion.Tags => "tags",
        Exclusion.TooLong => "context",
        Exclusion.Incapable => "capability",
        Exclusion.Cooling => "cooling",
        Exclusion.RateLimited => "rate_limited",
        _ when state.OpenRequests >= deployment.MaxParallelRequests => "full",
        _ => state.Requests(now) >= deployment.RequestsPerMinute ? "rpm" : "tpm",
    };
}

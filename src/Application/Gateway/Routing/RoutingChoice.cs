using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Routing;

/// <summary>The deployment that a request goes to, or why there is none.</summary>
/// <param name="Candidate">The deployment; its request has begun and must be ended. Null: there is none.</param>
/// <param name="Passage">How its request passed.</param>
/// <param name="Failure">Why there is none.</param>
public readonly record struct RoutingChoice(Candidate? Candidate, Passage Passage, AttemptFailure? Failure)
{
    /// <summary>When its request began, in ticks of <see cref="DeploymentStates.Now"/>.</summary>
    public long At { get; init; }
}

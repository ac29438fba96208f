using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Routing;

/// <summary>Counts why the deployments of a group cannot take a request, and says it in one error.</summary>
internal struct ExclusionTally
{
    // A place may be free at any moment; nobody knows when.
    private static readonly TimeSpan PlaceWait = TimeSpan.FromSeconds(1);

    private int _tried;
    private int _rateLimited;
    private int _cooling;
    private int _full;
    private int _tooLong;
    private int _incapable;
    private TimeSpan? _soonest;

    /// <summary>Counts one.</summary>
    public void Count(Exclusion exclusion, Candidate candidate, long now)
    {
        switch (exclusion)
        {
            case Exclusion.Tried:
                _tried++;
                break;
            case Exclusion.RateLimited or Exclusion.Cooling:
                _rateLimited += exclusion == Exclusion.RateLimited ? 1 : 0;
                _cooling += exclusion == Exclusion.Cooling ? 1 : 0;
                Wait(candidate.State.CoolsFor(now));
                break;
            case Exclusion.Full:
                _full++;
                Wait(PlaceWait);
                break;
            case Exclusion.TooLong:
                _tooLong++;
                break;
            case Exclusion.Incapable:
                _incapable++;
                break;
        }
    }

    /// <summary>The failure. What passes by itself is named before what does not.</summary>
    public readonly AttemptFailure ToFailure() => this switch
    {
        { _cooling: > 0 } or { _tried: > 0 } => new(FailureKind.ServiceUnavailable, GatewayErrors.NoHealthyDeployment with { RetryAfter = Soonest }, Soonest),
        { _rateLimited: > 0 } => new(FailureKind.RateLimit, GatewayErrors.UpstreamBusy with { RetryAfter = Soonest }, Soonest),
        { _full: > 0 } => new(FailureKind.RateLimit, GatewayErrors.DeploymentsFull with { RetryAfter = Soonest }, Soonest),
        { _tooLong: > 0 } => new(FailureKind.ContextWindow, GatewayErrors.PromptTooLong),
        { _incapable: > 0 } => new(FailureKind.BadRequest, GatewayErrors.ModelIncapable),
        _ => new(FailureKind.BadRequest, GatewayErrors.NoDeploymentForTags),
    };

    private readonly TimeSpan Soonest => _soonest is { } wait && wait > TimeSpan.Zero ? wait : PlaceWait;

    private void Wait(TimeSpan wait) => _soonest = _soonest is { } known && known < wait ? known : wait;
}

namespace AkashChat.Application.Gateway.Routing;

/// <summary>The other instances of this service, which send requests to the same servers.</summary>
public interface IRoutingPeers
{
    /// <summary>Tells them that a deployment is left alone. Never waits and never fails: whoever misses it finds out for itself.</summary>
    void Announce(CooldownNotice notice);
}

/// <summary>That a deployment is left alone.</summary>
/// <param name="DeploymentId">Its public id.</param>
/// <param name="Time">For how long, from now on.</param>
/// <param name="IsRateLimit">Whether its server is over a limit of its own; else it failed.</param>
public sealed record CooldownNotice(string DeploymentId, TimeSpan Time, bool IsRateLimit);

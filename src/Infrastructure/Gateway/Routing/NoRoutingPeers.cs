using AkashChat.Application.Gateway.Routing;

namespace AkashChat.Infrastructure.Gateway.Routing;

/// <summary>Without Redis this instance is taken for the only one.</summary>
internal sealed class NoRoutingPeers : IRoutingPeers
{
    public void Announce(CooldownNotice notice)
    {
    }
}

using AkashChat.Domain.Accounts;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Accounts;

/// <summary>Tells where a request comes from.</summary>
public static class ClientNetworkExtensions
{
    /// <summary>The client's coarse network. Forwarding headers count only if they come from a trusted proxy.</summary>
    public static ClientNetwork GetClientNetwork(this HttpContext context) => ClientNetwork.Of(context.Connection.RemoteIpAddress);
}

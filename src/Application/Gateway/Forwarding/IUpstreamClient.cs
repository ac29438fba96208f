using AkashChat.Domain.Catalog;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Speaks to model servers.</summary>
public interface IUpstreamClient
{
    /// <summary>Sends a request, and comes back with the head of the answer as soon as it is there.</summary>
    /// <param name="deployment">Whom to send it to.</param>
    /// <param name="route">What is asked.</param>
    /// <param name="body">The body, in JSON; must stay as it is until the answer's head is there.</param>
    /// <param name="cancellationToken">Closes the connection at once.</param>
    /// <exception cref="HttpRequestException">The server cannot be reached or broke off.</exception>
    Task<HttpResponseMessage> SendAsync(
        Deployment deployment, GatewayRoute route, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);
}

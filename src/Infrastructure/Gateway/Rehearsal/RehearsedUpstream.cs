using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Gateway.Rehearsal;

/// <summary>Sends every attempt to a scripted server, whatever address the deployment has, over real sockets.</summary>
internal sealed class RehearsedUpstream(IUpstreamClient network, ScriptedServers servers, VisitBook visits, Outage outage) : IUpstreamClient
{
    public async ValueTask<UpstreamAnswer> SendAsync(
        Deployment deployment, GatewayRoute route, UpstreamBody body, CancellationToken cancellationToken)
    {
        var longest = deployment.Timeout > deployment.StreamTimeout ? deployment.Timeout : deployment.StreamTimeout;
        var visit = visits.Open(outage.Ask(deployment.Id), longest * 1.5);
        try
        {
            var answer = await network.SendAsync(servers.StandIn(deployment, visit), route, body, cancellationToken);
            visit.Await(Awaited.Nothing);
            return new RehearsedAnswer(answer, visit, visits);
        }
        catch
        {
            visits.Close(visit);
            throw;
        }
    }
}

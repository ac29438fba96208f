using AkashChat.Application.Catalog;
using AkashChat.Application.Gateway.Routing;
using AkashChat.Domain.Catalog;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Gateway.Routing;

/// <summary>Asks servers whether they are there, without a token: those that could not be reached every two seconds, and all of them as often as the rules say.</summary>
/// <remarks>
/// A server that answers anything but a failure is there: whether it knows the model shows with the next request. One that was
/// left alone for wrong answers is not let in again by a probe: its list of models may be well all the same. What is known of
/// deployments and servers that a new configuration left out is forgotten here too.
/// </remarks>
internal sealed partial class DeploymentProber(
    IModelCatalog catalog, DeploymentStates states, ServerProbe probe, TimeProvider clock, ILogger<DeploymentProber> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);

    private readonly Dictionary<Uri, long> _askedAt = [];
    private RoutingTable? _seen;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await ProbeAsync(stoppingToken);
        }
    }

    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        states.ForgetGone(catalog);
        var table = catalog.Current;
        ForgetGoneServers(table);
        var now = states.Now;
        var servers = table.Groups
            .SelectMany(group => group.Deployments)
            .Where(deployment => !deployment.IsDemo)
            .GroupBy(deployment => deployment.BaseAddress)
            .Where(server => IsDue(server, table.Rules.ProbeInterval, now))
            .ToList();
        foreach (var server in servers)
        {
            _askedAt[server.Key] = now;
        }

        await Parallel.ForEachAsync(
            servers,
            new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = 16 },
            async (server, stop) => Judge(server, await probe.IsThereAsync(server.First(), stop), table.Rules));
    }

    private void ForgetGoneServers(RoutingTable table)
    {
        if (ReferenceEquals(table, _seen))
        {
            return;
        }

        _seen = table;
        var servers = table.Groups.SelectMany(group => group.Deployments).Select(deployment => deployment.BaseAddress).ToHashSet();
        foreach (var gone in _askedAt.Keys.Where(server => !servers.Contains(server)).ToList())
        {
            _askedAt.Remove(gone);
        }
    }

    private bool IsDue(IEnumerable<Deployment> server, TimeSpan? interval, long now) =>
        server.Any(deployment => states.Of(deployment).IsUnreachable)
        || (interval is { } every && (!_askedAt.TryGetValue(server.First().BaseAddress, out var at) || now - at >= every.Ticks));

    private void Judge(IEnumerable<Deployment> server, bool isThere, RoutingRules rules)
    {
        foreach (var deployment in server)
        {
            var state = states.Of(deployment);
            if (isThere && state.IsUnreachable)
            {
                state.Recover();
                Log.Back(logger, deployment.Id);
            }
            else if (!isThere && !rules.Cooldown.IsOff)
            {
                if (state.IsHealthy(states.Now))
                {
                    Log.Gone(logger, deployment.Id);
                }

                state.CoolUnreachable(states.Now + (Tick * 2).Ticks);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3241, LogLevel.Information, "Deployment {DeploymentId} can be reached again")]
        public static partial void Back(ILogger logger, string deploymentId);

        [LoggerMessage(3242, LogLevel.Warning, "Deployment {DeploymentId} does not answer a probe and is left alone until it does")]
        public static partial void Gone(ILogger logger, string deploymentId);
    }
}

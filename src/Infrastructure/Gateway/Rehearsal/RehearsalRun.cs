using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Catalog;
using AkashChat.Infrastructure.Gateway.Sockets;
using AkashChat.Infrastructure.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AkashChat.Infrastructure.Gateway.Rehearsal;

/// <summary>Rehearses a configuration: its own rules, the real engine, and scripted servers in the place of the real ones.</summary>
/// <remarks>No real server is contacted and no key leaves: the engine's table has neither addresses nor keys.</remarks>
public sealed class RehearsalRun : IAsyncDisposable
{
    private readonly RoutingTable _real;
    private readonly RoutingTable _table;
    private readonly RehearsalOptions _options;
    private readonly Activity _activity = new();
    private readonly RehearsalClock _clock;
    private readonly VisitBook _visits;
    private readonly Outage _outage;
    private readonly ServiceProvider _network;
    private ScriptedServers? _servers;

    /// <summary>Prepares one.</summary>
    /// <param name="table">The configuration.</param>
    /// <param name="options">How it is to go.</param>
    public RehearsalRun(RoutingTable table, RehearsalOptions options)
    {
        (_real, _options) = (table, options);
        _clock = new RehearsalClock(_activity);
        _visits = new VisitBook(_activity);
        _outage = new Outage(_clock);
        _network = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(_clock)
            .AddSingleton(new GatewaySockets(isOn: false))
            .AddSingleton<UpstreamClient>()
            .BuildServiceProvider();
        _table = RoutingTable.Of(
            table.Groups.SelectMany(group => group.Deployments).Select(ScriptedServers.Harmless),
            table.Groups.Where(group => group.Mode is not null).ToDictionary(group => group.Name, group => group.Mode!, StringComparer.Ordinal),
            table.LoadedAt,
            table.Rules,
            table.Aliases);
    }

    /// <summary>The models to rehearse; empty: there are none, or not the one that was named.</summary>
    public IReadOnlyList<ModelGroup> Groups =>
        [.. _real.Groups.Where(group => !group.IsDemo && (_options.Model is null || group.Name == _options.Model))];

    /// <summary>Reads a configuration.</summary>
    /// <exception cref="StartupException">It is wrong.</exception>
    public static async Task<RoutingTable> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var catalog = new ModelCatalog(new CatalogOptions { ConfigPath = path }, [], TimeProvider.System, NullLogger<ModelCatalog>.Instance);
        await catalog.LoadAsync(cancellationToken);
        return catalog.Current;
    }

    /// <summary>Rehearses a model.</summary>
    public async Task<GroupReport> RunAsync(ModelGroup group, CancellationToken cancellationToken)
    {
        var reports = new List<ScenarioReport>();
        foreach (var scenario in Scenario.Of(_table.Groups.Single(scripted => scripted.Name == group.Name), _table.Rules))
        {
            reports.Add(await RunAsync(scenario, cancellationToken));
        }

        return GroupReports.Of(group, _real, reports, _options);
    }

    /// <summary>Runs one scenario, with an engine of its own: what the one before taught it must not count.</summary>
    internal async Task<ScenarioReport> RunAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        _servers ??= await ScriptedServers.StartAsync([.. _table.Groups.SelectMany(group => group.Deployments)], _clock, _visits, cancellationToken);
        var upstream = new RehearsedUpstream(_network.GetRequiredService<UpstreamClient>(), _servers, _visits, _outage);
        using var engine = new RehearsalEngine(_table, upstream, _clock, _activity, new SeededRandom(_options.Seed));
        var run = new ScenarioRun(engine, _outage, _clock, _options, scenario).RunAsync();
        var (calls, backAfter) = await new Conductor(_clock, _activity, _visits).PlayAsync(run, cancellationToken);
        return ScenarioReports.Of(scenario, _table, calls, backAfter);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _network.DisposeAsync();
        if (_servers is not null)
        {
            await _servers.DisposeAsync();
        }
    }
}

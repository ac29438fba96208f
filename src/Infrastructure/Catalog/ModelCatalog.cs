using AkashChat.Application.Catalog;
using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Settings;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Catalog;

/// <summary>The models of <c>config.yaml</c> and of the server whose models are all offered; with neither, the demo.</summary>
internal sealed partial class ModelCatalog(
    CatalogOptions options, IEnumerable<IModelSource> sources, TimeProvider clock, ILogger<ModelCatalog> logger) : IModelCatalog
{
    private static readonly Deployment Demo = new()
    {
        Id = "demo",
        ModelName = DemoModel.Name,
        UpstreamModel = DemoModel.Name,
        BaseAddress = DemoModel.Address,
        Price = default(TokenPrice),
        IsDemo = true,
    };

    private readonly IModelSource? _source = sources.SingleOrDefault();
    private readonly Lock _swapping = new();
    private ConfigFile _file = ConfigFile.Empty;
    private ModelListing _listing = ModelListing.Empty;
    private volatile RoutingTable? _current;

    public RoutingTable Current => _current ?? throw new InvalidOperationException("The catalog is not loaded yet.");

    /// <summary>The configuration in force.</summary>
    internal ConfigFile File => _file;

    /// <summary>Loads everything for the first time.</summary>
    /// <exception cref="StartupException">The file is wrong, or the upstream does not answer.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (options.ConfigPath is { } path)
        {
            _file = Read(path);
            if (_file.Faults.Count > 0)
            {
                throw new StartupException($"{path} is wrong", [.. _file.Faults.Select(fault => fault.ToString())]);
            }

            TellWarnings(path, _file);
        }

        _listing = _source is null ? ModelListing.Empty : await _source.ListAsync(cancellationToken) ?? ModelListing.Empty;
        Swap();
    }

    /// <summary>Asks the server again; while it does not answer, the models it had stay on offer.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await _source!.ListAsync(cancellationToken) is { } listing && !listing.IsSameAs(_listing))
            {
                lock (_swapping)
                {
                    _listing = listing;
                    Swap();
                }
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is: a list that cannot be read must not end the service.
            Log.RefreshFailed(logger, exception is StartupException { Faults: [var fault, ..] } ? fault : exception.GetType().Name);
        }
    }

    /// <summary>Reads the file as it is now.</summary>
    internal ConfigFile Read(string path) => ConfigFileReader.Load(
        path, new ConfigSurroundings(Environment.GetEnvironmentVariable)
        {
            HasUpstream = options.Upstream is not null,
            HasRedis = options.HasRedis,
            Teams = options.Teams,
        });

    /// <summary>Puts a good file in the place of the one in force, all of it at once.</summary>
    internal void Replace(ConfigFile file)
    {
        TellWarnings(options.ConfigPath, file);
        lock (_swapping)
        {
            _file = file;
            Swap();
        }
    }

    private void Swap()
    {
        // The file's own entry comes before the same model of the same server in a list.
        var configured = _file.Deployments.Select(deployment => deployment.Id).ToHashSet(StringComparer.Ordinal);
        List<Deployment> deployments = [.. _file.Deployments, .. _listing.Deployments.Where(deployment => !configured.Contains(deployment.Id))];
        if (deployments.Count == 0 && _source is null)
        {
            deployments.Add(Demo);
        }

        var modes = _source is null || _listing.Modes.Count == 0 ? _file.Modes : _listing.Modes;
        _current = RoutingTable.Of(deployments, modes, clock.GetUtcNow(), _file.Rules, _file.Aliases, (_current?.Version ?? 0) + 1);
        Log.Loaded(logger, _current.Groups.Length, deployments.Count, _current.Version);
    }

    private void TellWarnings(string? path, ConfigFile file)
    {
        foreach (var warning in file.Warnings)
        {
            Log.ConfigWarning(logger, path, warning.ToString());
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3100, LogLevel.Warning, "{Path}, {Warning}")]
        public static partial void ConfigWarning(ILogger logger, string? path, string warning);

        [LoggerMessage(3101, LogLevel.Information, "{Models} models on offer, served by {Deployments} deployments (version {Version})")]
        public static partial void Loaded(ILogger logger, int models, int deployments, int version);

        [LoggerMessage(3102, LogLevel.Warning, "The upstream's models could not be listed again: {Reason}")]
        public static partial void RefreshFailed(ILogger logger, string reason);
    }
}

using AkashChat.Application.Catalog;
using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Settings;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Catalog;

/// <summary>The models of <c>config.yaml</c> and of the server whose models are all offered; with neither, the demo.</summary>
internal sealed partial class ModelCatalog(
    CatalogOptions options, IEnumerable<IModelSource> sources, TimeProvider clock, ILogger<ModelCatalog> logger) : IModelCatalog
{
    private readonly IModelSource? _source = sources.SingleOrDefault();
    private IReadOnlyList<Deployment> _configured = [];
    private IReadOnlyDictionary<string, string> _modes = new Dictionary<string, string>();
    private volatile RoutingTable? _current;

    public RoutingTable Current => _current ?? throw new InvalidOperationException("The catalog is not loaded yet.");

    /// <summary>Loads everything for the first time.</summary>
    /// <exception cref="StartupException">The file is wrong, or the upstream does not answer.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (options.ConfigPath is { } path)
        {
            var file = ConfigFileReader.Read(await File.ReadAllTextAsync(path, cancellationToken), Environment.GetEnvironmentVariable);
            if (file.Faults.Count > 0)
            {
                throw new StartupException($"{path} is wrong", [.. file.Faults.Select(fault => fault.ToString())]);
            }

            foreach (var warning in file.Warnings)
            {
                Log.ConfigWarning(logger, path, warning.Line, warning.Text);
            }

            (_configured, _modes) = (file.Deployments, file.Modes);
        }

        Swap(_source is null ? ModelListing.Empty : await _source.ListAsync(cancellationToken) ?? ModelListing.Empty);
    }

    /// <summary>Asks the server again; while it does not answer, the models it had stay on offer.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await _source!.ListAsync(cancellationToken) is { } listing)
            {
                Swap(listing);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is: a list that cannot be read must not end the service.
            Log.RefreshFailed(logger, exception is StartupException { Faults: [var fault, ..] } ? fault : exception.GetType().Name);
        }
    }

    private void Swap(ModelListing listing)
    {
        List<Deployment> deployments = [.. _configured, .. listing.Deployments];
        if (deployments.Count == 0 && _source is null)
        {
            deployments.Add(new Deployment
            {
                Id = "demo",
                ModelName = DemoModel.Name,
                UpstreamModel = DemoModel.Name,
                BaseAddress = DemoModel.Address,
                Price = default(TokenPrice),
                IsDemo = true,
            });
        }

        var names = deployments.Select(deployment => deployment.Id).Order(StringComparer.Ordinal);
        if (_current is { } current && names.SequenceEqual(current.Groups.SelectMany(group => group.Deployments).Select(deployment => deployment.Id).Order(StringComparer.Ordinal)))
        {
            return;
        }

        _current = RoutingTable.Of(deployments, _source is null || listing.Modes.Count == 0 ? _modes : listing.Modes, clock.GetUtcNow());
        Log.Loaded(logger, _current.Groups.Length, deployments.Count);
    }

    private static partial class Log
    {
        [LoggerMessage(3100, LogLevel.Warning, "{Path}, line {Line}: {Text}")]
        public static partial void ConfigWarning(ILogger logger, string path, long line, string text);

        [LoggerMessage(3101, LogLevel.Information, "{Models} models on offer, served by {Deployments} deployments")]
        public static partial void Loaded(ILogger logger, int models, int deployments);

        [LoggerMessage(3102, LogLevel.Warning, "The upstream's models could not be listed again: {Reason}")]
        public static partial void RefreshFailed(ILogger logger, string reason);
    }
}

using AkashChat.Application.Catalog;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Catalog;

/// <summary>Takes a changed <c>config.yaml</c> in, whole or not at all: a file with faults is told, and the one before stays.</summary>
/// <remarks>
/// It looks at what is in the files, not at their dates or at the events of a file system: editors and ConfigMaps put other files
/// and links in their place.
/// </remarks>
internal sealed partial class ConfigReload(ModelCatalog catalog, CatalogOptions options, TimeProvider clock, ILogger<ConfigReload> logger) : ICatalogState
{
    private readonly Lock _lock = new();
    private ConfigTexts? _seen;
    private string? _pending;

    public ConfigRefusal? Refusal { get; private set; }

    /// <summary>Looks whether the files have changed; a change is read when two looks in a row agree, so that nobody is caught writing.</summary>
    public void Look()
    {
        lock (_lock)
        {
            var seen = _seen ??= catalog.File.Texts;
            var now = seen.Again().Fingerprint;
            if (now == seen.Fingerprint)
            {
                _pending = null;
            }
            else if (now == _pending)
            {
                Read();
            }
            else
            {
                _pending = now;
            }
        }
    }

    /// <summary>Reads the files now, changed or not.</summary>
    public void ReadNow()
    {
        lock (_lock)
        {
            Read();
        }
    }

    private void Read()
    {
        var path = options.ConfigPath!;
        var file = catalog.Read(path);
        _pending = null;
        if (file.Texts.Again().Fingerprint != file.Texts.Fingerprint)
        {
            // Somebody is writing; the next looks see what it has become.
            return;
        }

        _seen = file.Texts;
        if (file.Faults.Count > 0)
        {
            Refusal = new ConfigRefusal(clock.GetUtcNow(), [.. file.Faults.Select(fault => fault.ToString())]);
            Log.Refused(logger, path, catalog.Current.Version, string.Join("; ", Refusal.Faults));
            return;
        }

        var changes = ConfigChanges.Between(catalog.File, file);
        Refusal = null;
        catalog.Replace(file);
        Log.Taken(logger, path, catalog.Current.Version, changes);
    }

    private static partial class Log
    {
        [LoggerMessage(3103, LogLevel.Information, "{Path} was read again, now version {Version}: {Changes}")]
        public static partial void Taken(ILogger logger, string path, int version, string changes);

        [LoggerMessage(3104, LogLevel.Error, "{Path} has changed and is refused, version {Version} stays in force: {Faults}")]
        public static partial void Refused(ILogger logger, string path, int version, string faults);
    }
}

using System.Globalization;
using System.Net;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Application.Keys;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Accounts;
using AkashChat.Infrastructure.Catalog;
using AkashChat.Infrastructure.Persistence;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Settings;

/// <summary>Reads the settings, and tells all that is wrong with them at once.</summary>
public sealed class SettingsReader
{
    private static readonly string[] OwnPrefixes = ["AKASHCHAT_", "LITELLM_"];

    private readonly IReadOnlyDictionary<string, string> _values;
    private readonly List<string> _faults = [];

    private SettingsReader(IReadOnlyDictionary<string, string> values) => _values = values;

    /// <summary>Reads settings by the names of their environment variables; an empty value is as good as none.</summary>
    /// <exception cref="StartupException">Something is wrong; the message names every fault.</exception>
    public static ServiceSettings Read(IReadOnlyDictionary<string, string> values)
    {
        var reader = new SettingsReader(values);
        reader.CheckNames();
        var settings = reader.ReadAll();
        return reader._faults.Count == 0 ? settings : throw new StartupException("The settings are wrong", reader._faults);
    }

    private void CheckNames()
    {
        foreach (var name in _values.Keys.Order(StringComparer.Ordinal))
        {
            if (Text(name) is null)
            {
                continue;
            }

            if (SettingNames.NotSupportedYet.Contains(name))
            {
                _faults.Add($"{name} is set, but this version does not have that feature; unset it");
            }
            else if (OwnPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) && !SettingNames.All.Contains(name))
            {
                _faults.Add($"{name} is not a setting of this service; see docs/configuration.md");
            }
        }
    }

    private ServiceSettings ReadAll() => new()
    {
        Port = Whole(SettingNames.Port, 0, 65_535) ?? 8080,
        Host = Address(),
        LogLevel = Level(),
        TrustedProxies = Networks(),
        Database = Database(),
        Redis = Redis(),
        Teams = Teams(),
        Challenge = Challenge(),
        Catalog = Catalog(),
        Gateway = Gateway(),
    };

    private IPAddress Address()
    {
        var text = Text(SettingNames.Host);
        if (text is null || string.Equals(text, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            return IPAddress.Loopback;
        }

        return IPAddress.TryParse(text, out var address)
            ? address
            : Fault<IPAddress>($"{SettingNames.Host} is not an IP address, such as 127.0.0.1 or 0.0.0.0") ?? IPAddress.Loopback;
    }

    private LogLevel Level()
    {
        if (Text(SettingNames.LogLevel) is not { } text)
        {
            return LogLevel.Information;
        }

        // The service we replace wrote INFO, WARN and FATAL.
        var level = text.ToUpperInvariant() switch
        {
            "TRACE" => LogLevel.Trace,
            "DEBUG" => LogLevel.Debug,
            "INFO" or "INFORMATION" => LogLevel.Information,
            "WARN" or "WARNING" => LogLevel.Warning,
            "ERROR" => LogLevel.Error,
            "FATAL" or "CRITICAL" => LogLevel.Critical,
            _ => LogLevel.None,
        };
        if (level == LogLevel.None)
        {
            _faults.Add($"{SettingNames.LogLevel} is none of trace, debug, info, warn, error, critical");
        }

        return level;
    }

    private List<IPNetwork> Networks()
    {
        var networks = new List<IPNetwork>();
        foreach (var part in (Text(SettingNames.TrustedProxies) ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IPNetwork.TryParse(part, out var network))
            {
                networks.Add(network);
            }
            else if (IPAddress.TryParse(part, out var address))
            {
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else
            {
                _faults.Add($"{SettingNames.TrustedProxies} has an entry that is neither an IP address nor a network in CIDR notation: {part}");
            }
        }

        return networks;
    }

    private DatabaseOptions Database() => new()
    {
        DataFolder = Path.GetFullPath(Text(SettingNames.Data) ?? "data"),
        PostgresConnectionString = Text(SettingNames.DatabaseUrl) is { } url ? Postgres(url) : null,
    };

    // The value itself stays out of the message: it carries the password.
    private string? Postgres(string text) => PostgresAddress.TryRead(text) ?? Fault<string>(
        $"{SettingNames.DatabaseUrl} is neither postgres://user:password@host:port/database nor a PostgreSQL connection string");

    private RedisOptions? Redis()
    {
        if (Text(SettingNames.RedisHost) is { } host)
        {
            return new RedisOptions(
                host, Whole(SettingNames.RedisPort, 1, 65_535) ?? 6379, Text(SettingNames.RedisPassword), Whole(SettingNames.RedisDb, 0, 15) ?? 0);
        }

        foreach (var name in new[] { SettingNames.RedisPort, SettingNames.RedisPassword, SettingNames.RedisDb })
        {
            if (Text(name) is not null)
            {
                _faults.Add($"{name} is set without {SettingNames.RedisHost}");
            }
        }

        return null;
    }

    private TeamOptions Teams()
    {
        var teams = new TeamOptions();
        teams = teams with
        {
            Permissionless = Text(SettingNames.TeamPermissionless) ?? teams.Permissionless,
            Extended = Text(SettingNames.TeamExtended) ?? teams.Extended,
        };
        if (teams.Permissionless == teams.Extended)
        {
            _faults.Add($"{SettingNames.TeamPermissionless} and {SettingNames.TeamExtended} name the same team");
        }

        if (teams.Permissionless.Length > Team.IdMaxLength || teams.Extended.Length > Team.IdMaxLength)
        {
            _faults.Add($"a team's name has more than {Team.IdMaxLength} characters");
        }

        return teams;
    }

    private ChallengeOptions Challenge()
    {
        var options = new ChallengeOptions();
        return options with
        {
            Difficulty = Whole(SettingNames.ChallengeDifficulty, 1, ProofOfWork.MaxDifficulty) ?? options.Difficulty,
            TicketWait = Whole(SettingNames.TicketWaitSeconds, 1, 600) is { } seconds ? TimeSpan.FromSeconds(seconds) : options.TicketWait,
            TicketsPerNetworkAndDay = Whole(SettingNames.TicketsPerNetworkAndDay, 0, 1_000_000) ?? options.TicketsPerNetworkAndDay,
        };
    }

    private CatalogOptions Catalog()
    {
        var path = Text(SettingNames.Config);
        if (path is not null && !File.Exists(path))
        {
            _faults.Add($"{SettingNames.Config} names a file that does not exist: {path}");
        }

        var upstream = Text(SettingNames.Upstream);
        var address = upstream is null ? null : ConfigFileReader.AddressOf(upstream);
        if (upstream is not null && address is null)
        {
            _faults.Add($"{SettingNames.Upstream} is not an http or https address without credentials, query and fragment");
        }

        var key = Text(SettingNames.UpstreamKey);
        if (key is not null && upstream is null)
        {
            _faults.Add($"{SettingNames.UpstreamKey} is set without {SettingNames.Upstream}");
        }

        if (key is not null && !ConfigFileReader.IsVisibleAscii(key))
        {
            _faults.Add($"{SettingNames.UpstreamKey} has characters that no HTTP header can carry");
        }

        return new CatalogOptions { ConfigPath = path, Upstream = address, UpstreamKey = key is null ? null : new UpstreamKey(key) };
    }

    private GatewayOptions Gateway()
    {
        var options = new GatewayOptions();
        return options with { MaxBodyBytes = Whole(SettingNames.MaxBodyBytes, 1_024, 1_073_741_824) ?? options.MaxBodyBytes };
    }

    private int? Whole(string name, int least, int most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        _faults.Add($"{name} is not a whole number from {least} to {most}");
        return null;
    }

    private string? Text(string name) => _values.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    private T? Fault<T>(string text)
        where T : class
    {
        _faults.Add(text);
        return null;
    }
}

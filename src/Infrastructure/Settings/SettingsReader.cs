using System.Net;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Infrastructure.Accounts;
using AkashChat.Infrastructure.Catalog;
using AkashChat.Infrastructure.Persistence;
using AkashChat.Infrastructure.Usage;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Settings;

/// <summary>Reads the settings, and tells all that is wrong with them at once.</summary>
public sealed class SettingsReader
{
    private static readonly string[] OwnPrefixes = ["AKASHCHAT_", "LITELLM_", "AUTH0_", "RECAPTCHA_", "TURNSTILE_", "HCAPTCHA_"];

    private readonly SettingValues _values;

    private SettingsReader(SettingValues values) => _values = values;

    /// <summary>Reads settings by the names of their environment variables; an empty value is as good as none.</summary>
    /// <exception cref="StartupException">Something is wrong; the message names every fault.</exception>
    public static ServiceSettings Read(IReadOnlyDictionary<string, string> values)
    {
        var read = new SettingValues(values);
        var reader = new SettingsReader(read);
        reader.CheckNames();
        var settings = reader.ReadAll(reader.Teams());
        return read.Faults.Count == 0 ? settings : throw new StartupException("The settings are wrong", read.Faults);
    }

    private void CheckNames()
    {
        foreach (var name in _values.Names)
        {
            if (_values.Text(name) is null)
            {
                continue;
            }

            if (OwnPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) && !SettingNames.All.Contains(name))
            {
                _values.Fault($"{name} is not a setting of this service; see docs/configuration.md");
            }
        }
    }

    private ServiceSettings ReadAll(TeamOptions teams) => new()
    {
        Port = _values.Whole(SettingNames.Port, 0, 65_535) ?? 8080,
        Host = Address(),
        LogLevel = Level(),
        TrustedProxies = Networks(),
        Database = Database(),
        Redis = Redis(),
        Teams = teams,
        OpenId = AccountSettings.OpenId(_values),
        Terms = AccountSettings.Terms(_values),
        Admins = AccountSettings.Admins(_values),
        ActLimits = AccountSettings.ActLimits(_values),
        Policies = KeySettings.Policies(_values),
        Challenge = KeySettings.Challenge(_values),
        Captcha = KeySettings.Captcha(_values),
        SecretScanning = KeySettings.SecretScanning(_values),
        Catalog = Catalog(teams),
        Gateway = Gateway(),
        Waiting = Waiting(),
        Usage = new UsageOptions(_values.Whole(SettingNames.UsageRetentionDays, 1, 3_650)),
        InlineSockets = _values.IsOn(SettingNames.InlineSockets) ?? true,
        RedisLimits = GatewaySettings.RedisLimits(_values),
        LiteLlm = GatewaySettings.LiteLlm(_values),
        Notices = GatewaySettings.Notices(_values),
    };

    private IPAddress Address()
    {
        var text = _values.Text(SettingNames.Host);
        if (text is null || string.Equals(text, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            return IPAddress.Loopback;
        }

        return IPAddress.TryParse(text, out var address)
            ? address
            : _values.Fault<IPAddress>($"{SettingNames.Host} is not an IP address, such as 127.0.0.1 or 0.0.0.0") ?? IPAddress.Loopback;
    }

    private LogLevel Level()
    {
        if (_values.Text(SettingNames.LogLevel) is not { } text)
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
            _values.Fault($"{SettingNames.LogLevel} is none of trace, debug, info, warn, error, critical");
        }

        return level;
    }

    private List<IPNetwork> Networks()
    {
        var networks = new List<IPNetwork>();
        foreach (var part in _values.Parts(SettingNames.TrustedProxies))
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
                _values.Fault($"{SettingNames.TrustedProxies} has an entry that is neither an IP address nor a network in CIDR notation: {part}");
            }
        }

        return networks;
    }

    private DatabaseOptions Database() => new()
    {
        DataFolder = Path.GetFullPath(_values.Text(SettingNames.Data) ?? "data"),
        PostgresConnectionString = _values.Text(SettingNames.DatabaseUrl) is { } url ? Postgres(url) : null,
    };

    // The value itself stays out of the message: it carries the password.
    private string? Postgres(string text) => PostgresAddress.TryRead(text) ?? _values.Fault<string>(
        $"{SettingNames.DatabaseUrl} is neither postgres://user:password@host:port/database nor a PostgreSQL connection string");

    private RedisOptions? Redis()
    {
        if (_values.Text(SettingNames.RedisHost) is { } host)
        {
            return new RedisOptions(
                host, _values.Whole(SettingNames.RedisPort, 1, 65_535) ?? 6379, _values.Text(SettingNames.RedisPassword), _values.Whole(SettingNames.RedisDb, 0, 15) ?? 0);
        }

        string[] useless =
        [
            SettingNames.RedisPort, SettingNames.RedisPassword, SettingNames.RedisDb,
            SettingNames.LimitsWhenRedisFails, SettingNames.LimitsLocalShare, SettingNames.LimitsRedisTimeout,
        ];
        foreach (var name in useless)
        {
            if (_values.Text(name) is not null)
            {
                _values.Fault($"{name} is set without {SettingNames.RedisHost}");
            }
        }

        return null;
    }

    private TeamOptions Teams()
    {
        var teams = new TeamOptions();
        teams = teams with
        {
            Permissionless = _values.Text(SettingNames.TeamPermissionless) ?? teams.Permissionless,
            Extended = _values.Text(SettingNames.TeamExtended) ?? teams.Extended,
        };
        if (teams.Permissionless == teams.Extended)
        {
            _values.Fault($"{SettingNames.TeamPermissionless} and {SettingNames.TeamExtended} name the same team");
        }

        if (teams.Permissionless.Length > Team.IdMaxLength || teams.Extended.Length > Team.IdMaxLength)
        {
            _values.Fault($"a team's name has more than {Team.IdMaxLength} characters");
        }

        return teams;
    }

    private CatalogOptions Catalog(TeamOptions teams)
    {
        var path = _values.Text(SettingNames.Config);
        if (path is not null && !File.Exists(path))
        {
            _values.Fault($"{SettingNames.Config} names a file that does not exist: {path}");
        }

        var upstream = _values.Text(SettingNames.Upstream);
        var address = upstream is null ? null : ConfigFileReader.AddressOf(upstream);
        if (upstream is not null && address is null)
        {
            _values.Fault($"{SettingNames.Upstream} is not an http or https address without credentials, query and fragment");
        }

        var key = _values.Text(SettingNames.UpstreamKey);
        if (key is not null && upstream is null)
        {
            _values.Fault($"{SettingNames.UpstreamKey} is set without {SettingNames.Upstream}");
        }

        if (key is not null && !ConfigFileReader.IsVisibleAscii(key))
        {
            _values.Fault($"{SettingNames.UpstreamKey} has characters that no HTTP header can carry");
        }

        // The models of a proxy are its own.
        path = _values.Text(SettingNames.LiteLlmEndpoint) is null ? path : null;
        return new CatalogOptions
        {
            ConfigPath = path,
            Upstream = address,
            UpstreamKey = key is null ? null : new SecretText(key),
            HasRedis = _values.Text(SettingNames.RedisHost) is not null,
            Teams = teams.Names,
        };
    }

    private GatewayOptions Gateway()
    {
        var options = new GatewayOptions();
        return options with { MaxBodyBytes = _values.Whole(SettingNames.MaxBodyBytes, 1_024, 1_073_741_824) ?? options.MaxBodyBytes };
    }

    private WaitingLineOptions Waiting()
    {
        var options = new WaitingLineOptions();
        return options with
        {
            LongestWait = _values.Whole(SettingNames.MaxWaitSeconds, 0, 600) is { } seconds ? TimeSpan.FromSeconds(seconds) : options.LongestWait,
            MaxWaiting = _values.Whole(SettingNames.MaxWaiting, 0, 100_000) ?? options.MaxWaiting,
        };
    }
}

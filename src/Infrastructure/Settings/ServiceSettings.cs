using System.Net;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Application.Keys;
using AkashChat.Infrastructure.Accounts;
using AkashChat.Infrastructure.Catalog;
using AkashChat.Infrastructure.Persistence;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Settings;

/// <summary>All settings, read and checked. There is no unchecked one: <see cref="SettingsReader"/> alone makes it.</summary>
public sealed record ServiceSettings
{
    /// <summary>The port to listen on; 0: any free one.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>The address to listen on.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>The least level that is logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>The proxies whose forwarding headers are believed.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>The database.</summary>
    public DatabaseOptions Database { get; init; } = new();

    /// <summary>Redis; null: there is none.</summary>
    public RedisOptions? Redis { get; init; }

    /// <summary>The teams' names.</summary>
    public TeamOptions Teams { get; init; } = new();

    /// <summary>How dear a key without an account is.</summary>
    public ChallengeOptions Challenge { get; init; } = new();

    /// <summary>Where the models come from.</summary>
    public CatalogOptions Catalog { get; init; } = new();

    /// <summary>Bounds of the gateway.</summary>
    public GatewayOptions Gateway { get; init; } = new();
}

using System.Net;
using AkashChat.Application.Accounts;
using AkashChat.Application.Gateway;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Application.Keys;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Domain.Accounts;
using AkashChat.Infrastructure.Accounts;
using AkashChat.Infrastructure.Catalog;
using AkashChat.Infrastructure.Gateway.Limits;
using AkashChat.Infrastructure.Persistence;
using AkashChat.Infrastructure.Usage;
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

    /// <summary>The OpenID provider; null: there is no extended tier.</summary>
    public OpenIdOptions? OpenId { get; init; }

    /// <summary>Which texts are in force.</summary>
    public TermsOptions Terms { get; init; } = new();

    /// <summary>Who the operators are.</summary>
    public AdminOptions Admins { get; init; } = new(new HashSet<UserId>());

    /// <summary>How often guarded acts are allowed.</summary>
    public ActLimits ActLimits { get; init; } = new();

    /// <summary>What each team's keys may be.</summary>
    public KeyPolicies Policies { get; init; } = new();

    /// <summary>A captcha in the place of the proof of work; null: the proof of work.</summary>
    public CaptchaOptions? Captcha { get; init; }

    /// <summary>GitHub's messages about leaked keys; null: none are taken.</summary>
    public SecretScanningOptions? SecretScanning { get; init; }

    /// <summary>How dear a key without an account is.</summary>
    public ChallengeOptions Challenge { get; init; } = new();

    /// <summary>Where the models come from.</summary>
    public CatalogOptions Catalog { get; init; } = new();

    /// <summary>Bounds of the gateway.</summary>
    public GatewayOptions Gateway { get; init; } = new();

    /// <summary>Bounds of waiting for limits.</summary>
    public WaitingLineOptions Waiting { get; init; } = new();

    /// <summary>How long usage is kept.</summary>
    public UsageOptions Usage { get; init; } = new();

    /// <summary>Whether gateway calls are handled by the threads that hear of sockets.</summary>
    public bool InlineSockets { get; init; } = true;

    /// <summary>How Redis keeps the limits, where there is one.</summary>
    public RedisLimitOptions RedisLimits { get; init; } = new();

    /// <summary>The LiteLLM proxy behind us; null: our own gateway enforces and routes.</summary>
    public LiteLlmOptions? LiteLlm { get; init; }

    /// <summary>What is set and has no effect, in sentences for the log.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];
}

namespace AkashChat.Infrastructure.Settings;

/// <summary>Every setting by the name of its environment variable.</summary>
public static class SettingNames
{
    /// <summary>PostgreSQL, as <c>postgres://user:password@host:port/database</c> or in Npgsql's keyword form; absent: SQLite.</summary>
    public const string DatabaseUrl = "DATABASE_URL";

    /// <summary>Redis' host; absent: no Redis.</summary>
    public const string RedisHost = "REDIS_HOST";

    /// <summary>Redis' port.</summary>
    public const string RedisPort = "REDIS_PORT";

    /// <summary>Redis' password.</summary>
    public const string RedisPassword = "REDIS_PASSWORD";

    /// <summary>The number of Redis' database.</summary>
    public const string RedisDb = "REDIS_DB";

    /// <summary>The team of the extended tier.</summary>
    public const string TeamExtended = "LITELLM_TEAM_AUTH0";

    /// <summary>The team of the permissionless tier.</summary>
    public const string TeamPermissionless = "LITELLM_TEAM_PERMISSIONLESS";

    /// <summary>The least level that is logged.</summary>
    public const string LogLevel = "LOG_LEVEL";

    /// <summary>The port to listen on.</summary>
    public const string Port = "AKASHCHAT_PORT";

    /// <summary>The address to listen on.</summary>
    public const string Host = "AKASHCHAT_HOST";

    /// <summary>The folder for the embedded database.</summary>
    public const string Data = "AKASHCHAT_DATA";

    /// <summary>The path of <c>config.yaml</c>.</summary>
    public const string Config = "AKASHCHAT_CONFIG";

    /// <summary>An OpenAI-compatible server whose models are all offered.</summary>
    public const string Upstream = "AKASHCHAT_UPSTREAM";

    /// <summary>What opens that server.</summary>
    public const string UpstreamKey = "AKASHCHAT_UPSTREAM_KEY";

    /// <summary>The proxies whose forwarding headers are believed: addresses or networks in CIDR notation, by comma.</summary>
    public const string TrustedProxies = "AKASHCHAT_TRUSTED_PROXIES";

    /// <summary>Zero bits asked of each part of the proof of work.</summary>
    public const string ChallengeDifficulty = "AKASHCHAT_CHALLENGE_DIFFICULTY";

    /// <summary>How long a waiting ticket must be waited for, in seconds.</summary>
    public const string TicketWaitSeconds = "AKASHCHAT_TICKET_WAIT_SECONDS";

    /// <summary>How many keys a network may buy by waiting within 24 hours.</summary>
    public const string TicketsPerNetworkAndDay = "AKASHCHAT_TICKETS_PER_NETWORK_AND_DAY";

    /// <summary>The largest request body of the gateway, in bytes.</summary>
    public const string MaxBodyBytes = "AKASHCHAT_MAX_BODY_BYTES";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        DatabaseUrl, RedisHost, RedisPort, RedisPassword, RedisDb, TeamExtended, TeamPermissionless, LogLevel, Port, Host, Data, Config,
        Upstream, UpstreamKey, TrustedProxies, ChallengeDifficulty, TicketWaitSeconds, TicketsPerNetworkAndDay, MaxBodyBytes,
    ];

    /// <summary>Names of the service we replace whose feature is not there yet: set, they would promise what does not happen.</summary>
    internal static readonly IReadOnlyList<string> NotSupportedYet =
    [
        "LITELLM_API_ENDPOINT", "LITELLM_ADMIN_KEY", "LITELLM_USER_ROLE", "LITELLM_MAX_PARALLEL_REQUESTS", "LITELLM_TEAM_ID",
        "RECAPTCHA_SECRET_KEY", "RECAPTCHA_SITE_KEY", "NEXT_PUBLIC_RECAPTCHA_SITE_KEY", "AUTH0_SECRET", "AUTH0_BASE_URL",
        "AUTH0_ISSUER_BASE_URL", "AUTH0_CLIENT_ID", "AUTH0_CLIENT_SECRET", "API_KEY_EXPIRATION_DATE",
    ];
}

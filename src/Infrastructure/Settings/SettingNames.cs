using System.Reflection;

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

    /// <summary>What holds for requests under limits while Redis does not answer: <c>local</c> or <c>refuse</c>.</summary>
    public const string LimitsWhenRedisFails = "AKASHCHAT_LIMITS_WHEN_REDIS_FAILS";

    /// <summary>How much of each limit an instance gives by itself then, in percent.</summary>
    public const string LimitsLocalShare = "AKASHCHAT_LIMITS_LOCAL_SHARE_PERCENT";

    /// <summary>How long a decision about limits waits for Redis, in milliseconds.</summary>
    public const string LimitsRedisTimeout = "AKASHCHAT_LIMITS_REDIS_TIMEOUT_MS";

    /// <summary>The LiteLLM proxy behind us; absent: our own gateway.</summary>
    public const string LiteLlmEndpoint = "LITELLM_API_ENDPOINT";

    /// <summary>Its master key.</summary>
    public const string LiteLlmAdminKey = "LITELLM_ADMIN_KEY";

    /// <summary>The role of the users that we make there.</summary>
    public const string LiteLlmUserRole = "LITELLM_USER_ROLE";

    /// <summary>A name of the service we replace that never had an effect.</summary>
    public const string LiteLlmTeam = "LITELLM_TEAM_ID";

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

    /// <summary>How long a request may wait for its limits if it asks for that, in seconds.</summary>
    public const string MaxWaitSeconds = "AKASHCHAT_MAX_WAIT_SECONDS";

    /// <summary>How many requests may wait for their limits on one instance.</summary>
    public const string MaxWaiting = "AKASHCHAT_MAX_WAITING";

    /// <summary>After how many days single usage records are deleted; absent: never.</summary>
    public const string UsageRetentionDays = "AKASHCHAT_USAGE_RETENTION_DAYS";

    /// <summary>Whether gateway calls are handled by the threads that hear of sockets: <c>on</c> or <c>off</c>.</summary>
    public const string InlineSockets = "AKASHCHAT_INLINE_SOCKETS";

    /// <summary>How many requests a key may have open at the same moment.</summary>
    public const string MaxParallelRequests = "LITELLM_MAX_PARALLEL_REQUESTS";

    /// <summary>The day on which every key ends.</summary>
    public const string LastKeyEnd = "API_KEY_EXPIRATION_DATE";

    /// <summary>How many days a key of the permissionless tier lives.</summary>
    public const string PermissionlessKeyDays = "AKASHCHAT_PERMISSIONLESS_KEY_DAYS";

    /// <summary>How many active keys a user of the permissionless tier may have.</summary>
    public const string PermissionlessMaxKeys = "AKASHCHAT_PERMISSIONLESS_MAX_KEYS";

    /// <summary>How many requests a minute a key of the permissionless tier may make.</summary>
    public const string PermissionlessRequestsPerMinute = "AKASHCHAT_PERMISSIONLESS_REQUESTS_PER_MINUTE";

    /// <summary>How many tokens a minute a key of the permissionless tier may use.</summary>
    public const string PermissionlessTokensPerMinute = "AKASHCHAT_PERMISSIONLESS_TOKENS_PER_MINUTE";

    /// <summary>What a key of the permissionless tier may spend in a calendar month, in US dollars.</summary>
    public const string PermissionlessBudgetUsd = "AKASHCHAT_PERMISSIONLESS_BUDGET_USD";

    /// <summary>The models that keys of the permissionless tier may call, by comma.</summary>
    public const string PermissionlessModels = "AKASHCHAT_PERMISSIONLESS_MODELS";

    /// <summary>How many days a key of the extended tier lives.</summary>
    public const string ExtendedKeyDays = "AKASHCHAT_EXTENDED_KEY_DAYS";

    /// <summary>How many active keys a user of the extended tier may have.</summary>
    public const string ExtendedMaxKeys = "AKASHCHAT_EXTENDED_MAX_KEYS";

    /// <summary>How many requests a minute a key of the extended tier may make.</summary>
    public const string ExtendedRequestsPerMinute = "AKASHCHAT_EXTENDED_REQUESTS_PER_MINUTE";

    /// <summary>How many tokens a minute a key of the extended tier may use.</summary>
    public const string ExtendedTokensPerMinute = "AKASHCHAT_EXTENDED_TOKENS_PER_MINUTE";

    /// <summary>What a key of the extended tier may spend in a calendar month, in US dollars.</summary>
    public const string ExtendedBudgetUsd = "AKASHCHAT_EXTENDED_BUDGET_USD";

    /// <summary>The models that keys of the extended tier may call, by comma.</summary>
    public const string ExtendedModels = "AKASHCHAT_EXTENDED_MODELS";

    /// <summary>What a key without an account is paid with: our own proof of work, or somebody's captcha.</summary>
    public const string Challenge = "AKASHCHAT_CHALLENGE";

    /// <summary>Our password at reCAPTCHA.</summary>
    public const string RecaptchaSecret = "RECAPTCHA_SECRET_KEY";

    /// <summary>Our name at reCAPTCHA.</summary>
    public const string RecaptchaSite = "RECAPTCHA_SITE_KEY";

    /// <summary>The same, by the name that the service we replace used.</summary>
    public const string RecaptchaSiteLegacy = "NEXT_PUBLIC_RECAPTCHA_SITE_KEY";

    /// <summary>Our password at Cloudflare Turnstile.</summary>
    public const string TurnstileSecret = "TURNSTILE_SECRET_KEY";

    /// <summary>Our name at Cloudflare Turnstile.</summary>
    public const string TurnstileSite = "TURNSTILE_SITE_KEY";

    /// <summary>Our password at hCaptcha.</summary>
    public const string HCaptchaSecret = "HCAPTCHA_SECRET_KEY";

    /// <summary>Our name at hCaptcha.</summary>
    public const string HCaptchaSite = "HCAPTCHA_SITE_KEY";

    /// <summary>The host names on which a captcha may have been solved, by comma.</summary>
    public const string CaptchaHosts = "AKASHCHAT_CAPTCHA_HOSTS";

    /// <summary>The least score of reCAPTCHA v3, in hundredths.</summary>
    public const string CaptchaMinScore = "AKASHCHAT_CAPTCHA_MIN_SCORE_PERCENT";

    /// <summary>Where the captcha provider's check is, if not at its usual address.</summary>
    public const string CaptchaVerifyUrl = "AKASHCHAT_CAPTCHA_VERIFY_URL";

    /// <summary>Where GitHub publishes the keys that it signs its messages about leaked keys with.</summary>
    public const string SecretScanningKeys = "AKASHCHAT_GITHUB_SECRET_SCANNING_KEYS";

    /// <summary>The OpenID provider's issuer.</summary>
    public const string OpenIdIssuer = "AUTH0_ISSUER_BASE_URL";

    /// <summary>Where browsers reach us.</summary>
    public const string OpenIdBaseUrl = "AUTH0_BASE_URL";

    /// <summary>Our name at the OpenID provider.</summary>
    public const string OpenIdClientId = "AUTH0_CLIENT_ID";

    /// <summary>Our password at the OpenID provider.</summary>
    public const string OpenIdClientSecret = "AUTH0_CLIENT_SECRET";

    /// <summary>Mixed into what protects a sign-in under way.</summary>
    public const string OpenIdStateSecret = "AUTH0_SECRET";

    /// <summary>The accounts of operators, by id and comma.</summary>
    public const string Admins = "AKASHCHAT_ADMINS";

    /// <summary>The version of the terms in force.</summary>
    public const string TermsVersion = "AKASHCHAT_TERMS_VERSION";

    /// <summary>Where the operator's own terms are.</summary>
    public const string TermsUrl = "AKASHCHAT_TERMS_URL";

    /// <summary>Where the operator's own privacy notice is.</summary>
    public const string PrivacyUrl = "AKASHCHAT_PRIVACY_URL";

    /// <summary>How often keys may be issued within a day: for a person, a network, the service.</summary>
    public const string LimitIssuing = "AKASHCHAT_LIMIT_ISSUING";

    /// <summary>How often one may sign in within a day.</summary>
    public const string LimitSignIn = "AKASHCHAT_LIMIT_SIGN_IN";

    /// <summary>How often recovery codes may be tried within a day.</summary>
    public const string LimitRecovery = "AKASHCHAT_LIMIT_RECOVERY";

    /// <summary>How often keys may be rotated within a day.</summary>
    public const string LimitRotation = "AKASHCHAT_LIMIT_ROTATION";

    /// <summary>How often leaked keys may be reported within a day.</summary>
    public const string LimitLeakReports = "AKASHCHAT_LIMIT_LEAK_REPORTS";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        .. typeof(SettingNames).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!),
    ];
}

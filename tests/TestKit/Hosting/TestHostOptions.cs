using System.Globalization;
using System.Text;
using AkashChat.Infrastructure.Settings;
using AkashChat.TestKit.LiteLlm;
using AkashChat.TestKit.OpenId;
using AkashChat.TestKit.Servers;
using AkashChat.TestKit.Upstream;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.TestKit.Hosting;

/// <summary>What a test wants of its host.</summary>
public sealed class TestHostOptions
{
    /// <summary>What seals a sign-in under way, planted so that a test can look for it where it must not be.</summary>
    public const string StateSecret = "state-secret-4711-4711-4711-4711-4711";

    private readonly StringBuilder _models = new();
    private string _sections = string.Empty;

    /// <summary>The database.</summary>
    public TestDatabase Database { get; set; } = TestDatabase.Sqlite;

    /// <summary>Settings by the names of their environment variables. The puzzle is easy unless a test makes it hard.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal)
    {
        ["AKASHCHAT_PORT"] = "0",
        ["AKASHCHAT_CHALLENGE_DIFFICULTY"] = "1",
    };

    /// <summary>Changes the composition, such as the clock.</summary>
    public Action<WebApplicationBuilder>? Configure { get; set; }

    /// <summary>Makes the database one that can be told to fail.</summary>
    public FaultyDatabase? Faults { get; set; }

    /// <summary>Whether time goes by itself instead of standing still until the test moves it; for browsers.</summary>
    public bool RealTime { get; set; }

    /// <summary>The clock, if something else goes by it too; it stands still until the test moves it.</summary>
    public FakeTimeProvider? Clock { get; set; }

    /// <summary>Whether servers that could not be reached are asked by and by whether they are there; not where a test moves the clock and looks at what it knows of them.</summary>
    public bool Probes { get; set; } = true;

    /// <summary>The OpenID provider; null: there is none.</summary>
    internal OpenIdServer? Provider { get; private set; }

    /// <summary>Whether Redis is never away, so that only a busy machine keeps it from answering.</summary>
    internal bool WaitsForRedis { get; private set; }

    /// <summary>Whether the reconciler runs by itself.</summary>
    internal bool Reconciles { get; private set; }

    /// <summary>The text of <c>config.yaml</c>; null: there is none.</summary>
    internal string? ConfigYaml => (_models.Length, _sections.Length) switch
    {
        (0, 0) => null,
        (0, _) => _sections,
        _ => $"model_list:\n{_models}{_sections}",
    };

    /// <summary>Uses a Redis.</summary>
    public TestHostOptions WithRedis(RedisServer redis)
    {
        Settings["REDIS_HOST"] = redis.Host;
        Settings["REDIS_PORT"] = redis.Port.ToString(CultureInfo.InvariantCulture);
        if (redis.Password is { } password)
        {
            Settings["REDIS_PASSWORD"] = password;
        }

        // A machine that stalls for a moment is not to make limits local ones.
        Settings.TryAdd(SettingNames.LimitsRedisTimeout, "5000");
        WaitsForRedis |= redis.IsShared;
        return this;
    }

    /// <summary>Uses a Redis whose answers are waited for, even where the machine stands still for seconds; for tests of what is in it.</summary>
    public TestHostOptions WithPatientRedis(RedisServer redis)
    {
        WaitsForRedis = true;
        return WithRedis(redis);
    }

    /// <summary>Puts a model of a scripted server on offer; several calls with one name make a group.</summary>
    /// <param name="name">The name that callers use.</param>
    /// <param name="upstream">The server.</param>
    /// <param name="upstreamModel">The name that the server sees; null: the same.</param>
    /// <param name="weight">Its share of the group.</param>
    /// <param name="timeoutSeconds">Its deadline, in seconds of the host's clock.</param>
    /// <param name="price">What a token costs, read or written, in US dollars; null: nobody says.</param>
    public TestHostOptions WithModel(
        string name, ScriptedUpstream upstream, string? upstreamModel = null, double weight = 1, double timeoutSeconds = 600, string? price = null)
    {
        _models.Append(CultureInfo.InvariantCulture, $"""
              - model_name: "{name}"
                litellm_params:
                  model: "openai/{upstreamModel ?? name}"
                  api_base: "{upstream.ApiBase}"
                  api_key: "{TestHost.UpstreamKey}"
                  weight: {weight}
                  timeout: {timeoutSeconds}

            """);
        if (price is not null)
        {
            _models.Append(CultureInfo.InvariantCulture, $"      input_cost_per_token: {price}\n      output_cost_per_token: {price}\n");
        }

        return this;
    }

    /// <summary>Adds an entry of the model list as it would stand in the file, indented by two spaces.</summary>
    public TestHostOptions WithEntry(string yaml)
    {
        _models.Append(yaml);
        return this;
    }

    /// <summary>Adds sections behind the model list, as they would stand in the file.</summary>
    public TestHostOptions WithSections(string yaml)
    {
        _sections += yaml.TrimEnd() + "\n";
        return this;
    }

    /// <summary>Offers the extended tier with a test provider, which is told where the host is.</summary>
    public TestHostOptions WithOpenId(OpenIdServer provider)
    {
        // The provider sends browsers back to an address that the settings name: the port must be known before the start.
        var port = FreePort.Choose().ToString(CultureInfo.InvariantCulture);
        Provider = provider;
        Settings["AKASHCHAT_PORT"] = port;
        Settings["AUTH0_BASE_URL"] = $"http://127.0.0.1:{port}/";
        Settings["AUTH0_ISSUER_BASE_URL"] = provider.Issuer.ToString();
        Settings["AUTH0_CLIENT_ID"] = provider.ClientId;
        Settings["AUTH0_CLIENT_SECRET"] = provider.ClientSecret;
        Settings["AUTH0_SECRET"] = StateSecret;
        return this;
    }

    /// <summary>Puts a LiteLLM proxy behind the host.</summary>
    /// <param name="proxy">The proxy.</param>
    /// <param name="reconciles">Whether the reconciler runs by itself; else a test sends its command when it wants a pass.</param>
    public TestHostOptions WithLiteLlm(LiteLlmServer proxy, bool reconciles = false)
    {
        Reconciles = reconciles;
        Settings["LITELLM_API_ENDPOINT"] = proxy.Address.ToString();
        Settings["LITELLM_ADMIN_KEY"] = LiteLlmServer.MasterKey;
        return this;
    }

    /// <summary>Asks for a captcha in the place of the proof of work.</summary>
    /// <param name="challenge">Which, as the setting names it.</param>
    /// <param name="address">Where its check is.</param>
    public TestHostOptions WithCaptcha(string challenge, Uri address)
    {
        var prefix = challenge.Split('-')[0].ToUpperInvariant();
        Settings["AKASHCHAT_CHALLENGE"] = challenge;
        Settings[$"{prefix}_SECRET_KEY"] = CaptchaServer.Secret;
        Settings[$"{prefix}_SITE_KEY"] = CaptchaServer.SiteKey;
        Settings["AKASHCHAT_CAPTCHA_HOSTS"] = CaptchaScripts.Host;
        Settings["AKASHCHAT_CAPTCHA_VERIFY_URL"] = address.ToString();
        return this;
    }
}

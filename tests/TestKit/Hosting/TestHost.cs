using System.Net.Http.Headers;
using System.Net.Http.Json;
using AkashChat.Application.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Gateway.LiteLlm;
using AkashChat.Infrastructure.Gateway.Routing;
using AkashChat.Infrastructure.Persistence;
using AkashChat.Infrastructure.Settings;
using AkashChat.TestKit.Servers;
using AkashChat.Web.Hosting;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using StackExchange.Redis;

namespace AkashChat.TestKit.Hosting;

/// <summary>The whole product on a real port of 127.0.0.1, with a database of its own; only the clock is the test's.</summary>
public sealed class TestHost : IAsyncDisposable
{
    /// <summary>What opens the scripted servers, planted so that a test can look for it where it must not be.</summary>
    public const string UpstreamKey = "upstream-secret-4711";

    // Deadlines of the product that go by the machine's own time: a machine that stalls is not to break what answers.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly DatabaseOptions _database;
    private bool _stopped;

    private TestHost(WebApplication app, string folder, DatabaseOptions database, FakeTimeProvider clock, CapturedLog log)
    {
        _app = app;
        _folder = folder;
        _database = database;
        Clock = clock;
        Log = log;
        BaseAddress = new Uri(AkashChatHost.AddressOf(app) + "/");
        Client = NewClient();
    }

    /// <summary>The clock. It stands still until a test moves it (unless the test asked for real time), and begins at the real now, because cookies end by the real one.</summary>
    public FakeTimeProvider Clock { get; }

    /// <summary>Where the host listens, with a slash at the end.</summary>
    public Uri BaseAddress { get; }

    /// <summary>A client without cookies that follows no redirects.</summary>
    public HttpClient Client { get; }

    /// <summary>Everything the host logged.</summary>
    public CapturedLog Log { get; }

    /// <summary>The folder of the embedded database.</summary>
    public string DataFolder => _folder;

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a host.</summary>
    public static async Task<TestHost> StartAsync(Action<TestHostOptions>? choose = null)
    {
        var options = new TestHostOptions();
        choose?.Invoke(options);
        var folder = Directory.CreateTempSubdirectory("akashchat-").FullName;
        var (name, value) = await options.Database.CreateAsync(folder);

        // A test that names a database of its own means that one.
        options.Settings.TryAdd(name, value);
        options.Settings.TryAdd(SettingNames.Data, folder);
        if (options.ConfigYaml is { } yaml)
        {
            var path = Path.Combine(folder, "config.yaml");
            await File.WriteAllTextAsync(path, yaml);
            options.Settings[SettingNames.Config] = path;
        }

        var settings = Relax(SettingsReader.Read(options.Settings), options);
        var clock = options.Clock ?? new FakeTimeProvider(BeginningOfAMinute());
        var log = new CapturedLog();
        var app = AkashChatHost.Build(settings, builder =>
        {
            builder.Logging.ClearProviders().AddProvider(log);
            if (!options.RealTime)
            {
                builder.Services.AddSingleton<TimeProvider>(clock);
            }

            if (!options.Reconciles)
            {
                Remove<KeyReconciliation>(builder.Services);
            }

            if (!options.Probes)
            {
                Remove<DeploymentProber>(builder.Services);
            }

            BePatient(builder.Services, settings, options);
            options.Faults?.Install(builder.Services);
            options.Configure?.Invoke(builder);
        });
        try
        {
            await AkashChatHost.StartAsync(app, settings, CancellationToken.None);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        var host = new TestHost(app, folder, settings.Database, clock, log);
        if (options.Provider is { } provider)
        {
            await provider.AllowAsync(new Uri(host.BaseAddress, "api/auth/callback"), host.BaseAddress);
        }

        return host;
    }

    /// <summary>A new client; with cookies it is a browser's network half.</summary>
    public HttpClient NewClient(bool cookies = false) => new(new SocketsHttpHandler
    {
        UseCookies = cookies,
        AllowAutoRedirect = false,
        UseProxy = false,
        MaxConnectionsPerServer = 1_000,

        // Who leaves a stream leaves at once; the default would read on for up to two seconds to save the connection.
        MaxResponseDrainSize = 0,
    })
    {
        BaseAddress = BaseAddress,
    };

    /// <summary>Sends a message through MediatR, as the shells do.</summary>
    public async Task<Result<T>> SendAsync<T>(IMessage<T> message)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IDispatcher>().SendAsync(message, CancellationToken.None);
    }

    /// <summary>Asks for a challenge and solves it.</summary>
    public async Task<SolvedChallenge> SolveChallengeAsync(HttpClient? client = null)
    {
        using var response = await (client ?? Client).PostAsync(new Uri("api/challenges/proof-of-work", UriKind.Relative), null);
        response.EnsureSuccessStatusCode();
        var issued = (await response.Content.ReadFromJsonAsync<IssuedChallenge>())!;
        return new SolvedChallenge(issued.Challenge, ProofOfWork.Solve(issued.Challenge, issued.Difficulty, CancellationToken.None));
    }

    /// <summary>Claims a key over HTTP.</summary>
    /// <returns>The key in clear.</returns>
    public async Task<string> ClaimKeyAsync(HttpClient? client = null, string name = "Test key")
    {
        var solved = await SolveChallengeAsync(client);
        using var response = await (client ?? Client).PostAsJsonAsync(
            new Uri("api/keys/claim", UriKind.Relative),
            new { keyName = name, acceptsTerms = true, challenge = solved.Challenge, solution = solved.Solution });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<ClaimedKey>())!.ApiKey;
    }

    /// <summary>A client that sends this key.</summary>
    public HttpClient ClientWithKey(string key)
    {
        var client = NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Asks the database directly.</summary>
    public async Task<T> QueryAsync<T>(Func<DbContext, Task<T>> query)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<AppDbContext>());
    }

    /// <summary>Stops the host in good order, which saves every usage record, and reads them.</summary>
    public async Task<IReadOnlyList<UsageRecord>> StopAndReadUsageAsync()
    {
        await StopAsync();
        return await QueryAsync(async database => await database.Set<UsageRecord>().AsNoTracking().OrderBy(record => record.Id).ToListAsync());
    }

    /// <summary>Stops the host in good order.</summary>
    public async Task StopAsync()
    {
        if (!_stopped)
        {
            _stopped = true;
            await _app.StopAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await StopAsync();
        await _app.DisposeAsync();
        ClosePool();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A challenge and its solution.</summary>
    public sealed record SolvedChallenge(string Challenge, string Solution);

    private sealed record IssuedChallenge(string Challenge, int Difficulty);

    private sealed record ClaimedKey(string ApiKey);

    private static ServiceSettings Relax(ServiceSettings settings, TestHostOptions options) => settings with
    {
        Usage = settings.Usage with { LastTime = Patience },
        RedisLimits = options.WaitsForRedis ? settings.RedisLimits with { Timeout = Patience } : settings.RedisLimits,
    };

    private static void BePatient(IServiceCollection services, ServiceSettings settings, TestHostOptions options)
    {
        services.PostConfigure<HealthCheckServiceOptions>(checks =>
        {
            foreach (var check in checks.Registrations)
            {
                check.Timeout = Patience;
            }
        });
        if (options.Provider is not null)
        {
            services.PostConfigure<OpenIdConnectOptions>(OpenIdFlow.Scheme, protocol => protocol.Backchannel.Timeout = Patience);
        }

        if (options.WaitsForRedis && settings.Redis is { } redis)
        {
            services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(RedisServer.WithPatience(redis.ToConfiguration())));
        }
    }

    /// <summary>Closes what lies idle in the pool of this database alone: other tests run, and who closes a file's last connection takes its journal away.</summary>
    private void ClosePool()
    {
        if (_database.PostgresConnectionString is { } postgres)
        {
            using var connection = new NpgsqlConnection(postgres);
            NpgsqlConnection.ClearPool(connection);
        }
        else
        {
            using var connection = new SqliteConnection(SqliteFile.ConnectionString(_database.DataFolder));
            SqliteConnection.ClearPool(connection);
        }
    }

    private static void Remove<TService>(IServiceCollection services)
    {
        if (services.FirstOrDefault(service => service.ImplementationType == typeof(TService)) is { } found)
        {
            services.Remove(found);
        }
    }

    /// <summary>What is limited by the minute shall not fall into two of them while a test's clock stands still.</summary>
    private static DateTimeOffset BeginningOfAMinute()
    {
        var now = TimeProvider.System.GetUtcNow();
        return new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
    }
}

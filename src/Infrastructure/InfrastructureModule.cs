using AkashChat.Application.Accounts;
using AkashChat.Application.Catalog;
using AkashChat.Application.Gateway;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Application.Gateway.Routing;
using AkashChat.Application.Keys;
using AkashChat.Application.Keys.Backend;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Application.Keys.ReconcileKeys;
using AkashChat.Application.Usage;
using AkashChat.Application.Usage.TakeOver;
using AkashChat.Infrastructure.Accounts;
using AkashChat.Infrastructure.Catalog;
using AkashChat.Infrastructure.Common;
using AkashChat.Infrastructure.Gateway;
using AkashChat.Infrastructure.Gateway.Caching;
using AkashChat.Infrastructure.Gateway.Limits;
using AkashChat.Infrastructure.Gateway.LiteLlm;
using AkashChat.Infrastructure.Gateway.Routing;
using AkashChat.Infrastructure.Gateway.Sockets;
using AkashChat.Infrastructure.Keys;
using AkashChat.Infrastructure.Keys.Captcha;
using AkashChat.Infrastructure.Keys.SecretScanning;
using AkashChat.Infrastructure.Persistence;
using AkashChat.Infrastructure.Settings;
using AkashChat.Infrastructure.Usage;
using AkashChat.Infrastructure.Usage.Journal;
using AkashChat.Infrastructure.Usage.Partitions;
using AkashChat.Infrastructure.Usage.Refusals;
using AkashChat.Infrastructure.Usage.RollUps;
using AkashChat.Infrastructure.Usage.Shared;
using AkashChat.Infrastructure.Usage.TakeOver;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Infrastructure;

/// <summary>Registers the adapters behind the application's ports.</summary>
public static class InfrastructureModule
{
    /// <summary>Registers everything for these settings.</summary>
    public static IServiceCollection AddInfrastructure(this IServiceCollection services, ServiceSettings settings) => services
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<SettingNotices>(provider, settings.Notices))
        .AddPersistence(settings)
        .AddAccounts(settings)
        .AddKeys(settings)
        .AddCatalog(settings)
        .AddGateway(settings)
        .AddRouting(settings)
        .AddCaching(settings.Redis is not null)
        .AddUsage(settings)
        .AddRefusals(settings.Redis is not null)
        .AddBackend(settings.LiteLlm);

    /// <summary>Reads the data-protection keys when somebody needs one, not at the start. To be called when all parts are registered.</summary>
    public static IServiceCollection ReadProtectionKeysLate(this IServiceCollection services, ServiceSettings settings)
    {
        if (settings.Redis is null)
        {
            FirstProtectionKey.Replace(services);
        }

        return services;
    }

    /// <summary>Makes the service ready to serve: database migrated, teams there, models known.</summary>
    /// <exception cref="StartupException">Something is missing or wrong that the operator can mend.</exception>
    public static async Task InitializeInfrastructureAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        services.GetRequiredService<SettingNotices>().Tell();
        await services.GetRequiredService<ModelCatalog>().LoadAsync(cancellationToken);
        services.GetService<PriceCheck>()?.Run();
        await services.GetRequiredService<DatabaseInitializer>().InitializeAsync(cancellationToken);
        await services.GetRequiredService<JournalRecovery>().RunAsync(cancellationToken);
        await services.GetRequiredService<BackendStart>().PrepareAsync(cancellationToken);
    }

    /// <summary>Makes the records and the models ready for a command that works on them without serving.</summary>
    /// <param name="services">The services.</param>
    /// <param name="isTrial">Whether nothing may change: a database that is ready stays as it is, but one that was never prepared is prepared all the same.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether the database was prepared in a trial.</returns>
    /// <exception cref="StartupException">Something is missing or wrong that the operator can mend.</exception>
    public static async Task<bool> InitializeRecordsAsync(this IServiceProvider services, bool isTrial, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<ModelCatalog>().LoadAsync(cancellationToken);
        var initializer = services.GetRequiredService<DatabaseInitializer>();
        if (isTrial && await initializer.IsReadyAsync(cancellationToken))
        {
            return false;
        }

        await initializer.InitializeAsync(cancellationToken);
        return isTrial;
    }

    private static IServiceCollection AddAccounts(this IServiceCollection services, ServiceSettings settings) => services
        .AddSessions(settings)
        .AddSingleton(settings.Teams)
        .AddSingleton(settings.Terms)
        .AddSingleton(settings.Admins)
        .AddSingleton(settings.ActLimits)
        .AddScoped<IUserStore, UserStore>()
        .AddScoped<ITeamStore, TeamStore>()
        .AddScoped<IConsentStore, ConsentStore>()
        .AddScoped<IAuditLog, AuditLog>()
        .AddSingleton<IActCounter, ActCounter>()
        .AddOpenId(settings.OpenId);

    // One store or the other: with a fallback, a session could be alive in one and ended in the other.
    private static IServiceCollection AddSessions(this IServiceCollection services, ServiceSettings settings) => settings.Redis is null
        ? services.AddScoped<ISessionStore, SessionStore>()
        : services.AddSingleton<ISessionStore, RedisSessionStore>();

    private static IServiceCollection AddKeys(this IServiceCollection services, ServiceSettings settings) => services
        .AddSingleton(settings.Challenge)
        .AddSingleton(ChallengeOffer.Of(settings.Challenge, settings.Captcha))
        .AddCaptcha(settings.Captcha)
        .AddSingleton(settings.Policies)
        .AddSecretScanning(settings.SecretScanning)
        .AddSingleton(PolicySummary.Of(settings.Policies, settings.ActLimits, settings.Terms, settings.Challenge, settings.Captcha))
        .AddSingleton<PolicyRecorder>()
        .AddScoped<IServiceCensus, ServiceCensus>()
        .AddSingleton<IChallengeSigner, ChallengeSigner>()
        .AddScoped<IKeyStore, KeyStore>()
        .AddScoped<IReconcileStore, ReconcileStore>()
        .AddScoped<ISpentChallengeStore, SpentChallengeStore>();

    private static IServiceCollection AddCatalog(this IServiceCollection services, ServiceSettings settings)
    {
        services
            .AddSingleton(settings.Catalog)
            .AddSingleton<ModelCatalog>()
            .AddSingleton<IModelCatalog>(provider => provider.GetRequiredService<ModelCatalog>())
            .AddSingleton<IModelStates, ModelStates>()
            .AddSingleton<ConfigReload>()
            .AddSingleton<ICatalogState>(provider => provider.GetRequiredService<ConfigReload>());
        if (settings.Catalog.ConfigPath is not null)
        {
            services.AddHostedService<ConfigReloader>();
        }

        if (settings.Catalog.Upstream is not null)
        {
            services.AddSingleton<IModelSource, UpstreamModels>();
        }

        return settings.Catalog.Upstream is null && settings.LiteLlm is null ? services : services.AddHostedService<UpstreamModelsRefresher>();
    }

    private static IServiceCollection AddGateway(this IServiceCollection services, ServiceSettings settings) => services
        .AddSingleton(settings.Gateway)
        .AddSingleton(settings.Waiting)
        .AddSingleton(new GatewaySockets(settings.InlineSockets))
        .AddSingleton<KeyNews>()
        .AddSingleton(provider => new KeyMemory(provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IKeyDirectory, KeyDirectory>()
        .AddSingleton<ILimitHistory, LimitHistory>()
        .AddLimits(settings)
        .AddSingleton<IUpstreamClient, UpstreamClient>();

    // A proxy behind us counts by itself.
    private static IServiceCollection AddLimits(this IServiceCollection services, ServiceSettings settings) =>
        settings.Redis is null || settings.LiteLlm is not null
            ? services.AddSingleton<ILimitStore, MemoryLimitStore>()
            : services.AddRedisLimits(settings.RedisLimits);

    // A method of its own, so that Redis' library is loaded only where there is one.
    private static IServiceCollection AddRedisLimits(this IServiceCollection services, RedisLimitOptions options) => services
        .AddSingleton(options)
        .AddSingleton<RedisTag>()
        .AddSingleton<RedisLimitStore>()
        .AddSingleton<ILimitStore>(provider => provider.GetRequiredService<RedisLimitStore>())
        .AddHostedService<LimitHeartbeat>();

    // A proxy behind us has routing of its own.
    private static IServiceCollection AddRouting(this IServiceCollection services, ServiceSettings settings)
    {
        if (settings.Redis is null || settings.LiteLlm is not null)
        {
            services.AddSingleton<IRoutingPeers, NoRoutingPeers>();
        }
        else
        {
            services.AddRedisRouting();
        }

        return settings.LiteLlm is not null ? services : services.AddSingleton<ServerProbe>().AddHostedService<DeploymentProber>();
    }

    // A method of its own, so that Redis' library is loaded only where there is one.
    private static void AddRedisRouting(this IServiceCollection services) => services
        .AddSingleton<RedisRoutingPeers>()
        .AddSingleton<IRoutingPeers>(provider => provider.GetRequiredService<RedisRoutingPeers>())
        .AddHostedService(provider => provider.GetRequiredService<RedisRoutingPeers>());

    // Whoever enforces keys also counts: what it counts replaces what we would.
    private static IServiceCollection AddBackend(this IServiceCollection services, LiteLlmOptions? liteLlm) => liteLlm is null
        ? services.AddSingleton<IKeyBackend, NativeKeyBackend>().AddSingleton<PriceCheck>().AddSingleton<BackendStart>()
        : services.AddLiteLlm(liteLlm).AddSingleton<BackendStart>();

    private static IServiceCollection AddUsage(this IServiceCollection services, ServiceSettings settings) => services
        .AddSingleton(settings.Usage)
        .AddScoped<IUsageHistory, UsageHistory>()
        .AddScoped<IAccountEraser, AccountEraser>()
        .AddScoped<ITakeOverStore, TakeOverStore>()
        .AddSingleton<UnbookedUsage>()
        .AddSingleton<UsageMetrics>()
        .AddSingleton<UsageQueue>()
        .AddSingleton<GatheredSums>()
        .AddHostedService(provider => provider.GetRequiredService<GatheredSums>())
        .AddSingleton<UsageLedger>()
        .AddSingleton<IUsageTotals, UsageTotals>()
        .AddSingleton<IUsageReader, SqlUsageReader>()
        .AddSingleton<IUsageReports, UsageReports>()
        .AddSingleton<UsagePartitions>()
        .AddSingleton<UsageRetention>()
        .AddHostedService<UsageUpkeep>()
        .AddSingleton(new JournalFolder(settings.Database.DataFolder))
        .AddSingleton<JournalRecovery>()
        .AddHostedService<JournalWriter>()
        .AddUsageWay(settings)
        .AddHostedService<UsageWriter>();

    // A proxy behind us keeps its own books.
    private static IServiceCollection AddUsageWay(this IServiceCollection services, ServiceSettings settings) =>
        settings.Redis is not null && settings.LiteLlm is null
            ? services.AddUsageStream()
            : services
                .AddSingleton<IUsageRefuge, NoRefuge>()
                .AddSingleton<IUsageSink>(provider => provider.GetRequiredService<UsageQueue>())
                .AddSingleton<IUsageBooking, DirectBooking>();
}

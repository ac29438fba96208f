using AkashChat.Application.Common;
using AkashChat.Infrastructure.Settings;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.StackExchangeRedis;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Registers the database, Redis if there is one, and the data-protection keys in one of them.</summary>
internal static class PersistenceModule
{
    private const string RedisKeyRing = "akashchat:data-protection-keys";
    private static readonly TimeSpan HealthDeadline = TimeSpan.FromSeconds(2);

    internal static IServiceCollection AddPersistence(this IServiceCollection services, ServiceSettings settings)
    {
        services.AddSingleton(settings.Database);
        services.AddSingleton<PlainConnections>();
        services.AddDbContextPool<AppDbContext>(options => Use(options, settings.Database));
        services.AddScoped<IUnitOfWork, UnitOfWork>();
        services.AddSingleton<DatabaseInitializer>();
        services.AddSingleton<SqliteSweep>();
        services.AddHostedService<ExpiredRowPruner>();
        services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database", timeout: HealthDeadline);
        services.AddDataProtection().SetApplicationName("akashchat");
        if (settings.Redis is { } redis)
        {
            services.AddRedis(redis);
        }
        else
        {
            services.AddSingleton<DatabaseKeyRing>();
            services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
                options => options.XmlRepository = provider.GetRequiredService<DatabaseKeyRing>()));
        }

        return services;
    }

    // A method of its own, so that its library is loaded only where there is a Redis.
    private static void AddRedis(this IServiceCollection services, RedisOptions redis)
    {
        services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(redis.ToConfiguration()));
        services.AddHealthChecks().AddCheck<RedisHealthCheck>("redis", timeout: HealthDeadline);
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlRepository = new RedisXmlRepository(
                () => provider.GetRequiredService<IConnectionMultiplexer>().GetDatabase(), RedisKeyRing)));
    }

    private static void Use(DbContextOptionsBuilder options, DatabaseOptions database)
    {
        if (database.PostgresConnectionString is { } postgres)
        {
            options.UseNpgsql(postgres);
        }
        else
        {
            options.UseSqlite(SqliteFile.ConnectionString(database.DataFolder));
        }
    }
}

using AkashChat.Application.Usage;
using AkashChat.Application.Usage.Refusals;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Infrastructure.Usage.Refusals;

/// <summary>Registers where refusals are kept.</summary>
internal static class RefusalModule
{
    // With Redis the memory only counts, and tells while Redis is away.
    private static readonly TimeSpan KeptBesideRedis = TimeSpan.FromHours(1);

    internal static IServiceCollection AddRefusals(this IServiceCollection services, bool hasRedis)
    {
        services.AddSingleton(provider => new MemoryRefusalLog(provider.GetRequiredService<TimeProvider>(), hasRedis ? KeptBesideRedis : IRefusalLog.Kept));
        return hasRedis ? services.AddRedisRefusals() : services
            .AddSingleton<IRefusalLog>(provider => provider.GetRequiredService<MemoryRefusalLog>())
            .AddSingleton<IPersonalTraces>(provider => provider.GetRequiredService<MemoryRefusalLog>());
    }

    // A method of its own, so that Redis' library is loaded only where there is one.
    private static IServiceCollection AddRedisRefusals(this IServiceCollection services) => services
        .AddSingleton<RedisRefusalLog>()
        .AddSingleton<IRefusalLog>(provider => provider.GetRequiredService<RedisRefusalLog>())
        .AddSingleton<IPersonalTraces>(provider => provider.GetRequiredService<RedisRefusalLog>());
}

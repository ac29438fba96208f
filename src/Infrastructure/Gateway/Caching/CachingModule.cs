using AkashChat.Application.Gateway.Caching;
using AkashChat.Application.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AkashChat.Infrastructure.Gateway.Caching;

/// <summary>Registers where answers are kept.</summary>
internal static class CachingModule
{
    internal static IServiceCollection AddCaching(this IServiceCollection services, bool hasRedis) => services
        .AddSingleton(provider => new MemoryAnswerStore(provider.GetRequiredService<TimeProvider>()))
        .AddSingleton(provider => new AnswerStores(provider.GetRequiredService<MemoryAnswerStore>(), hasRedis ? RedisOf(provider) : null))
        .AddSingleton<IAnswerStores>(provider => provider.GetRequiredService<AnswerStores>())
        .AddSingleton<IPersonalTraces>(provider => provider.GetRequiredService<AnswerStores>())
        .AddHostedService<AnswerSweeper>();

    private static RedisAnswerStore RedisOf(IServiceProvider provider) => new(
        provider.GetRequiredService<IConnectionMultiplexer>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<RedisAnswerStore>>());
}

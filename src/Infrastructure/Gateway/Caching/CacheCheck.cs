using AkashChat.Application.Catalog;
using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Settings;

namespace AkashChat.Infrastructure.Gateway.Caching;

/// <summary>Checks that what the rules of the cache need is there.</summary>
internal sealed class CacheCheck(IModelCatalog catalog, bool hasRedis)
{
    /// <summary>What is wrong with rules; null: nothing.</summary>
    internal static string? FaultOf(CacheRules rules, bool hasRedis) => rules is { IsOn: true, InRedis: true } && !hasRedis
        ? $"cache_params says type: redis, but {SettingNames.RedisHost} is not set"
        : null;

    /// <summary>Checks the rules in force.</summary>
    /// <exception cref="StartupException">Something is missing.</exception>
    internal void Run()
    {
        if (FaultOf(catalog.Current.Rules.Cache, hasRedis) is { } fault)
        {
            throw new StartupException("The cache cannot work", [fault]);
        }
    }
}

using AkashChat.Infrastructure.Catalog;

namespace AkashChat.Infrastructure.Tests.Catalog;

public sealed class CacheRulesTests
{
    [Fact]
    public void NoCache_IsTheDefault() => Assert.False(AConfig.Rules("").Cache.IsOn);

    [Fact]
    public void ParamsWithoutTheSwitch_AreOff() => Assert.False(AConfig.Rules("litellm_settings: { cache_params: { type: local } }").Cache.IsOn);

    [Fact]
    public void Cache_IsOneInRedisUnlessItSaysLocal()
    {
        Assert.True(AConfig.Rules("litellm_settings: { cache: true }").Cache is { IsOn: true, InRedis: true });
        Assert.True(AConfig.Rules("litellm_settings: { cache: true, cache_params: { type: local } }").Cache is { IsOn: true, InRedis: false });
    }

    [Fact]
    public void CacheInRedisWithoutRedis_IsInMemoryAndTold()
    {
        var file = AConfig.With("litellm_settings: { cache: true }", new ConfigSurroundings(_ => null) { HasRedis = false });

        Assert.True(file.Rules.Cache is { IsOn: true, InRedis: false });
        Assert.Contains("REDIS_HOST", Assert.Single(file.Warnings).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void CacheOfAnotherKind_IsOff() => Assert.False(AConfig.With("litellm_settings: { cache: true, cache_params: { type: disk } }").Rules.Cache.IsOn);

    [Fact]
    public void Params_AreRead()
    {
        var cache = AConfig.Rules(
            """
            litellm_settings:
              cache: true
              cache_params:
                ttl: 30
                namespace: ours
                mode: default_off
                supported_call_types: [acompletion, completion, aembedding, transcription]
            akashchat_settings:
              cache_shared: true
              cache_price_share: 0.1
            """).Cache;

        Assert.Equal((30, "ours", true), (cache.Ttl.TotalSeconds, cache.Namespace, cache.OnlyOnRequest));
        Assert.Equal((true, 0.1), (cache.AcrossOwners, cache.PriceShare));
        Assert.Equal(["audio/transcriptions", "chat/completions", "embeddings"], cache.Routes!.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void NoCallTypes_AreNoRoutes() => Assert.Empty(AConfig.Rules("litellm_settings: { cache: true, cache_params: { supported_call_types: [] } }").Cache.Routes!);
}

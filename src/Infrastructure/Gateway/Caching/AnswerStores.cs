using AkashChat.Application.Gateway.Caching;
using AkashChat.Application.Usage;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Gateway.Caching;

/// <summary>This instance's memory, and Redis if there is one.</summary>
internal sealed class AnswerStores(MemoryAnswerStore memory, RedisAnswerStore? redis) : IAnswerStores, IPersonalTraces
{
    public IAnswerStore Of(CacheRules rules) => rules.InRedis && redis is not null ? redis : memory;

    // Both, whatever the rules say now: they may have said something else before.
    public async Task EraseAsync(UserId userId)
    {
        await memory.ForgetAsync(userId.Value);
        if (redis is not null)
        {
            await redis.ForgetAsync(userId.Value);
        }
    }
}

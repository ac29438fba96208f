using AkashChat.Application.Usage;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Sums the recorded costs.</summary>
internal sealed class SpendReader(IServiceScopeFactory scopes) : ISpendReader
{
    public async Task<long> SumMicroUsdAsync(string keyId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AppDbContext>().UsageRecords
            .Where(record => record.KeyId == keyId && record.StartedAt >= from && record.StartedAt < to)
            .SumAsync(record => record.CostMicroUsd, cancellationToken) ?? 0;
    }
}

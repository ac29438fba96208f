using AkashChat.Application.Keys;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Infrastructure.Keys;

internal sealed class KeyStore(AppDbContext database) : IKeyStore
{
    public void Add(ApiKey key) => database.ApiKeys.Add(key);

    public async Task<IReadOnlyList<ApiKey>> ListAsync(UserId userId, CancellationToken cancellationToken) =>
        await database.ApiKeys.AsNoTracking()
            .Where(key => key.UserId == userId)
            .OrderByDescending(key => key.CreatedAt)
            .ToListAsync(cancellationToken);
}

using AkashChat.Application.Keys;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Infrastructure.Keys;

internal sealed class KeyStore(AppDbContext database) : IKeyStore
{
    public void Add(ApiKey key) => database.ApiKeys.Add(key);

    public void Remove(ApiKey key) => database.ApiKeys.Remove(key);

    public Task<ApiKey?> FindAsync(UserId userId, ApiKeyId keyId, CancellationToken cancellationToken) =>
        database.ApiKeys.SingleOrDefaultAsync(key => key.Id == keyId && key.UserId == userId, cancellationToken);

    public Task<ApiKey?> FindByHashAsync(string hash, CancellationToken cancellationToken) =>
        database.ApiKeys.SingleOrDefaultAsync(key => key.Hash == hash || key.PreviousHash == hash, cancellationToken);

    public async Task<IReadOnlyList<ApiKey>> LoadAsync(UserId userId, CancellationToken cancellationToken) =>
        await database.ApiKeys
            .Where(key => key.UserId == userId)
            .OrderByDescending(key => key.CreatedAt)
            .ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<ApiKey>> ListAsync(UserId userId, CancellationToken cancellationToken) =>
        await database.ApiKeys.AsNoTracking()
            .Where(key => key.UserId == userId && key.State != KeyState.Issuing)
            .OrderByDescending(key => key.CreatedAt)
            .ToListAsync(cancellationToken);

    public Task MarkPendingAsync(ApiKeyId keyId, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ApiKeys.Where(key => key.Id == keyId).ExecuteUpdateAsync(set => set.SetProperty(key => key.PendingSince, now), cancellationToken);
}

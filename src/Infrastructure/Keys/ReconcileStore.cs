using AkashChat.Application.Keys.ReconcileKeys;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Infrastructure.Keys;

internal sealed class ReconcileStore(AppDbContext database) : IReconcileStore
{
    public async Task<IReadOnlyList<KeyOfUser>> ListMarkedAsync(DateTimeOffset before, int most, CancellationToken cancellationToken) =>
        await database.ApiKeys.AsNoTracking()
            .Where(key => key.PendingSince < before)
            .OrderBy(key => key.PendingSince)
            .Take(most)
            .Select(key => new KeyOfUser(key.UserId, key.Id, key.Hash))
            .ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<ApiKey>> ListByAsync(
        IReadOnlyCollection<string> hashes, IReadOnlyCollection<ApiKeyId> ids, CancellationToken cancellationToken) =>
        await database.ApiKeys.AsNoTracking()
            .Where(key => ids.Contains(key.Id) || hashes.Contains(key.Hash) || hashes.Contains(key.PreviousHash!) || hashes.Contains(key.PendingHash!))
            .ToListAsync(cancellationToken);

    public IAsyncEnumerable<KeyOfUser> StreamAliveAsync() =>
        database.ApiKeys.AsNoTracking()
            .Where(key => key.MissingSince == null && (key.State == KeyState.Active || key.State == KeyState.Disabled))
            .Select(key => new KeyOfUser(key.UserId, key.Id, key.Hash))
            .AsAsyncEnumerable();

    public async Task NoteUseAsync(IReadOnlyDictionary<ApiKeyId, DateTimeOffset> lastUse, CancellationToken cancellationToken)
    {
        foreach (var (id, at) in lastUse)
        {
            await database.ApiKeys
                .Where(key => key.Id == id && (key.LastUsedAt == null || key.LastUsedAt < at))
                .ExecuteUpdateAsync(set => set.SetProperty(key => key.LastUsedAt, at), cancellationToken);
        }
    }
}

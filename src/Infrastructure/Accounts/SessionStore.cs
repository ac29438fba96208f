using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Infrastructure.Accounts;

/// <summary>Keeps sessions in the database, where there is no Redis.</summary>
internal sealed class SessionStore(AppDbContext database, TimeProvider clock) : ISessionStore
{
    public Task AddAsync(Session session, CancellationToken cancellationToken)
    {
        database.Sessions.Add(session);
        return Task.CompletedTask;
    }

    public Task<Session?> FindAsync(string tokenHash, CancellationToken cancellationToken) =>
        database.Sessions.AsNoTracking().SingleOrDefaultAsync(session => session.TokenHash == tokenHash, cancellationToken);

    public async Task<bool> RenewAsync(Session session, CancellationToken cancellationToken)
    {
        var end = session.ExpiresAt;
        return await database.Sessions
            .Where(stored => stored.TokenHash == session.TokenHash)
            .ExecuteUpdateAsync(set => set.SetProperty(stored => stored.ExpiresAt, end), cancellationToken) > 0;
    }

    public Task DeleteAsync(string tokenHash, CancellationToken cancellationToken) =>
        database.Sessions.Where(session => session.TokenHash == tokenHash).ExecuteDeleteAsync(cancellationToken);

    public Task DeleteAllAsync(UserId userId, CancellationToken cancellationToken) =>
        database.Sessions.Where(session => session.UserId == userId).ExecuteDeleteAsync(cancellationToken);

    public async Task<IReadOnlyList<Session>> ListAsync(UserId userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await database.Sessions.AsNoTracking()
            .Where(session => session.UserId == userId && session.ExpiresAt > now)
            .OrderByDescending(session => session.CreatedAt)
            .ToListAsync(cancellationToken);
    }
}

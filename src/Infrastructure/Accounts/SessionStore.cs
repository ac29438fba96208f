using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Infrastructure.Accounts;

internal sealed class SessionStore(AppDbContext database) : ISessionStore
{
    public void Add(Session session) => database.Sessions.Add(session);

    public Task<Session?> FindAsync(string tokenHash, CancellationToken cancellationToken) =>
        database.Sessions.SingleOrDefaultAsync(session => session.TokenHash == tokenHash, cancellationToken);

    public Task DeleteAsync(string tokenHash, CancellationToken cancellationToken) =>
        database.Sessions.Where(session => session.TokenHash == tokenHash).ExecuteDeleteAsync(cancellationToken);
}

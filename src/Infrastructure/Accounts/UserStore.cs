using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Infrastructure.Accounts;

internal sealed class UserStore(AppDbContext database) : IUserStore
{
    public void Add(User user) => database.Users.Add(user);

    public void Remove(User user) => database.Users.Remove(user);

    public Task<bool> ExistsAsync(UserId userId, CancellationToken cancellationToken) =>
        database.Users.AnyAsync(user => user.Id == userId, cancellationToken);

    public Task<User?> FindAsync(UserId userId, CancellationToken cancellationToken) =>
        database.Users.SingleOrDefaultAsync(user => user.Id == userId, cancellationToken);

    public Task<User?> FindBySubjectAsync(string issuer, string subject, CancellationToken cancellationToken) =>
        database.Users.SingleOrDefaultAsync(user => user.Issuer == issuer && user.Subject == subject, cancellationToken);

    public Task<User?> FindByRecoveryHashAsync(string recoveryHash, CancellationToken cancellationToken) =>
        database.Users.SingleOrDefaultAsync(user => user.RecoveryHash == recoveryHash, cancellationToken);
}

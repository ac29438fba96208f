using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Infrastructure.Accounts;

internal sealed class AuditLog(AppDbContext database) : IAuditLog
{
    public void Add(AuditEntry entry) => database.AuditEntries.Add(entry);

    public async Task<IReadOnlyList<AuditEntry>> ListAsync(UserId? userId, int most, CancellationToken cancellationToken) =>
        await database.AuditEntries.AsNoTracking()
            .Where(entry => userId == null || entry.UserId == userId)
            .OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Id)
            .Take(most)
            .ToListAsync(cancellationToken);
}

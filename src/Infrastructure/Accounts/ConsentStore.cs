using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Infrastructure.Accounts;

internal sealed class ConsentStore(AppDbContext database) : IConsentStore
{
    public void Add(Consent consent) => database.Consents.Add(consent);

    public async Task<ConsentHistory> GetAsync(UserId userId, CancellationToken cancellationToken) => new(
        userId,
        await database.Consents.AsNoTracking().Where(consent => consent.UserId == userId).ToListAsync(cancellationToken));
}

using AkashChat.Application.Accounts;
using AkashChat.Application.Accounts.GetAccount;
using AkashChat.Domain.Accounts;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Infrastructure.Accounts;

internal sealed class UserStore(AppDbContext database) : IUserStore
{
    public void Add(User user) => database.Users.Add(user);

    public async Task<AccountView?> FindAccountAsync(UserId userId, CancellationToken cancellationToken) =>
        await database.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == userId, cancellationToken) is { } user
            ? new AccountView(user.Id, user.TeamId, user.Tier, user.Purpose, user.Consent, user.CreatedAt)
            : null;
}

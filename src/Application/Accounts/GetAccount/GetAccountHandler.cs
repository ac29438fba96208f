using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Accounts.GetAccount;

internal sealed class GetAccountHandler(IUserStore users) : IQueryHandler<GetAccountQuery, AccountView>
{
    public async Task<Result<AccountView>> Handle(GetAccountQuery query, CancellationToken cancellationToken) =>
        await users.FindAccountAsync(query.UserId, cancellationToken) is { } account ? account : AccountErrors.NotSignedIn;
}

using AkashChat.Application.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Keys.ListApiKeys;

internal sealed class ListApiKeysHandler(IUserStore users, IKeyStore keys, KeyPolicies policies, TimeProvider clock)
    : IQueryHandler<ListApiKeysQuery, IReadOnlyList<KeyView>>
{
    public async Task<Result<IReadOnlyList<KeyView>>> Handle(ListApiKeysQuery query, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(query.UserId, cancellationToken) is not { } user)
        {
            return AccountErrors.NotSignedIn;
        }

        var now = clock.GetUtcNow();
        var policy = policies.For(user.Tier);
        var owned = await keys.ListAsync(query.UserId, cancellationToken);
        return Result<IReadOnlyList<KeyView>>.Success([.. owned.Select(key => KeyView.Of(key, policy, now))]);
    }
}

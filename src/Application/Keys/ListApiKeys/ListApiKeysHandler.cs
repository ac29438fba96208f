using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Keys.ListApiKeys;

internal sealed class ListApiKeysHandler(IKeyStore keys, TimeProvider clock) : IQueryHandler<ListApiKeysQuery, IReadOnlyList<KeyView>>
{
    public async Task<Result<IReadOnlyList<KeyView>>> Handle(ListApiKeysQuery query, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var owned = await keys.ListAsync(query.UserId, cancellationToken);
        return Result<IReadOnlyList<KeyView>>.Success([.. owned.Select(key => KeyView.Of(key, now))]);
    }
}

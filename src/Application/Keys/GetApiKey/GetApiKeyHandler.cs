using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Keys.GetApiKey;

internal sealed class GetApiKeyHandler(OwnedKeys owned, TimeProvider clock) : IQueryHandler<GetApiKeyQuery, KeyView>
{
    public async Task<Result<KeyView>> Handle(GetApiKeyQuery query, CancellationToken cancellationToken)
    {
        var found = await owned.FindAsync(query.Visitor, query.KeyId, cancellationToken);
        return found.IsSuccess ? KeyView.Of(found.Value.Key, found.Value.Policy, clock.GetUtcNow()) : found.Error;
    }
}

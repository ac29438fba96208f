using AkashChat.Application.Accounts;
using AkashChat.Application.Catalog;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Keys;
using AkashChat.Application.Keys.Backend;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Gateway.GetLimits;

internal sealed class GetLimitsHandler(
    OwnedKeys owned,
    IKeyStore keys,
    IUserStore users,
    IKeyBackend backend,
    KeyPolicies policies,
    RequestAdmitter admitter,
    IModelCatalog catalog,
    TimeProvider clock)
    : IQueryHandler<GetLimitsQuery, OwnLimits>
{
    public async Task<Result<OwnLimits>> Handle(GetLimitsQuery query, CancellationToken cancellationToken)
    {
        var found = await FindAsync(query, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        try
        {
            var now = clock.GetUtcNow();
            return new OwnLimits(await ReadAsync(found.Value, query.KeyId is not null, now, cancellationToken), backend.KeepsKeys, now);
        }
        catch (LimitStoreUnavailableException)
        {
            return LimitErrors.StoreUnavailable;
        }
    }

    private async Task<List<KeyStanding>> ReadAsync(
        List<(ApiKey Key, KeyPolicy Policy)> found, bool ended, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var standings = new List<KeyStanding>();
        foreach (var (key, policy) in found)
        {
            var view = KeyView.Of(key, policy, now);
            if (ended || view.State is KeyState.Active or KeyState.Disabled)
            {
                var limits = await admitter.ReadAsync(KeySnapshot.Of(key, policy, key.Hash), catalog.Current, cancellationToken);
                standings.Add(new KeyStanding(view, limits));
            }
        }

        return standings;
    }

    private async Task<Result<List<(ApiKey Key, KeyPolicy Policy)>>> FindAsync(GetLimitsQuery query, CancellationToken cancellationToken)
    {
        if (query.KeyId is { } keyId)
        {
            var one = await owned.FindAsync(query.Visitor, keyId, cancellationToken);
            return one.IsSuccess ? new List<(ApiKey, KeyPolicy)> { (one.Value.Key, one.Value.Policy) } : one.Error;
        }

        if (await users.FindAsync(query.Visitor.UserId, cancellationToken) is not { } user)
        {
            return AccountErrors.NotSignedIn;
        }

        var policy = policies.For(user.Tier);
        return (await keys.ListAsync(user.Id, cancellationToken)).Select(key => (key, policy)).ToList();
    }
}

using AkashChat.Application.Accounts;
using AkashChat.Application.Catalog;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Keys;
using AkashChat.Application.Keys.Backend;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Gateway.GetKeyInHand;

internal sealed class GetKeyInHandHandler(
    IKeyStore keys, IUserStore users, IKeyBackend backend, KeyPolicies policies, RequestAdmitter admitter, IModelCatalog catalog, TimeProvider clock)
    : IQueryHandler<GetKeyInHandQuery, KeyInHand>
{
    public async Task<Result<KeyInHand>> Handle(GetKeyInHandQuery query, CancellationToken cancellationToken)
    {
        if (await keys.FindByHashAsync(query.Hash, cancellationToken) is not { } key
            || await users.FindAsync(key.UserId, cancellationToken) is not { } owner)
        {
            return KeyErrors.Unknown;
        }

        var now = clock.GetUtcNow();
        var policy = policies.For(owner.Tier);
        var snapshot = KeySnapshot.Of(key, policy, query.Hash);
        if (snapshot.RotatedAwayAt <= now)
        {
            // Whoever found a leaked secret shall not go on watching the key that was taken from them.
            return KeyErrors.Rotated;
        }

        return new KeyInHand(
            KeyView.Of(key, policy, now),
            key.TeamId,
            owner.Tier,
            key.MissingSince is null ? snapshot.FaultAt(now) : KeyErrors.EndedAtBackend,
            snapshot.RotatedAwayAt,
            snapshot.Limits.Models,
            await admitter.ReadAsync(snapshot, catalog.Current, cancellationToken),
            backend.KeepsKeys,
            now);
    }
}

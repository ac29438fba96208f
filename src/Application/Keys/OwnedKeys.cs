using AkashChat.Application.Accounts;
using AkashChat.Application.Keys.Backend;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys;

/// <summary>Finds a key through its owner, and changes it: nobody can name somebody else's.</summary>
internal sealed class OwnedKeys(IUserStore users, IKeyStore keys, KeyPolicies policies, KeyChanges changes, IAuditLog audit, TimeProvider clock)
{
    /// <summary>Finds it, with its owner and the policy it is under.</summary>
    internal async Task<Result<OwnedKey>> FindAsync(Visitor visitor, ApiKeyId keyId, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(visitor.UserId, cancellationToken) is not { } user)
        {
            return AccountErrors.NotSignedIn;
        }

        // One that is being issued is nobody's yet.
        return await keys.FindAsync(user.Id, keyId, cancellationToken) is { State: not KeyState.Issuing } key
            ? new OwnedKey(key, user, policies.For(user.Tier))
            : KeyErrors.NotFound;
    }

    /// <summary>Finds it, changes it, writes down who did it, and saves.</summary>
    /// <param name="visitor">Who changes it.</param>
    /// <param name="keyId">Which key.</param>
    /// <param name="change">Makes the change, and tells which act the audit trail shall tell of; null: nothing was to be done.</param>
    /// <param name="cancellationToken">The visitor has left.</param>
    internal async Task<Result<KeyView>> ChangeAsync(
        Visitor visitor, ApiKeyId keyId, Func<OwnedKey, DateTimeOffset, Result<string?>> change, CancellationToken cancellationToken)
    {
        var found = await FindAsync(visitor, keyId, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var (key, _, policy) = found.Value;
        var now = clock.GetUtcNow();
        var changed = change(found.Value, now);
        if (!changed.IsSuccess)
        {
            return changed.Error;
        }

        if (changed.Value is { } act)
        {
            audit.Add(AuditEntry.Of(visitor, act, now, key.Id.Value));
            var saved = await changes.SaveAsync([key], cancellationToken);
            if (!saved.IsSuccess)
            {
                return saved.Error;
            }
        }

        return KeyView.Of(key, policy, now);
    }
}

/// <summary>A key, its owner and its policy.</summary>
internal sealed record OwnedKey(ApiKey Key, User Owner, KeyPolicy Policy);

using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys;

/// <summary>Finds a key through its owner: nobody can name somebody else's.</summary>
internal sealed class OwnedKeys(IUserStore users, IKeyStore keys, KeyPolicies policies)
{
    /// <summary>Finds it, with its owner and the policy it is under.</summary>
    internal async Task<Result<OwnedKey>> FindAsync(Visitor visitor, ApiKeyId keyId, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(visitor.UserId, cancellationToken) is not { } user)
        {
            return AccountErrors.NotSignedIn;
        }

        return await keys.FindAsync(user.Id, keyId, cancellationToken) is { } key
            ? new OwnedKey(key, user, policies.For(user.Tier))
            : KeyErrors.NotFound;
    }
}

/// <summary>A key, its owner and its policy.</summary>
internal sealed record OwnedKey(ApiKey Key, User Owner, KeyPolicy Policy);

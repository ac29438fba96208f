using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys;

/// <summary>A key as its holder sees it.</summary>
/// <param name="Id">Names the key in public.</param>
/// <param name="Name">What the holder calls it.</param>
/// <param name="Preview">Enough of the secret to tell keys apart.</param>
/// <param name="State">Where it stands now.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends; null: never.</param>
/// <param name="LastUsedAt">When it was last used; null: not yet.</param>
public sealed record KeyView(
    ApiKeyId Id, string Name, string Preview, KeyState State, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt)
{
    /// <summary>The view of a key at that time.</summary>
    public static KeyView Of(ApiKey key, DateTimeOffset now) =>
        new(key.Id, key.Name, key.Preview, key.StateAt(now), key.CreatedAt, key.ExpiresAt, key.LastUsedAt);
}

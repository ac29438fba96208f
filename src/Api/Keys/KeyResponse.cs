using AkashChat.Application.Keys;

namespace AkashChat.Api.Keys;

/// <summary>A key as its holder sees it; the secret is never in it.</summary>
/// <param name="Id">Names the key in public.</param>
/// <param name="Name">What the holder calls it.</param>
/// <param name="Preview">Enough of the secret to tell keys apart.</param>
/// <param name="State">issuing, active, disabled, expired or revoked.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends; null: never.</param>
/// <param name="LastUsedAt">When it was last used; null: not yet.</param>
internal sealed record KeyResponse(
    string Id, string Name, string Preview, string State, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt)
{
    internal static KeyResponse Of(KeyView key) => new(
        key.Id.Value, key.Name, key.Preview, key.State.ToString().ToLowerInvariant(), key.CreatedAt, key.ExpiresAt, key.LastUsedAt);
}

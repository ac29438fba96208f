using AkashChat.Application.Keys;
using AkashChat.Domain.Keys;

namespace AkashChat.Api.Keys;

/// <summary>A key as its holder sees it; the secret is never in it.</summary>
/// <param name="Id">Names the key in public.</param>
/// <param name="Name">What the holder calls it.</param>
/// <param name="Preview">Enough of the secret to tell keys apart.</param>
/// <param name="State">issuing, active, disabled, expired or revoked.</param>
/// <param name="RevokedFor">Why it was revoked: holder, leak or backend (it was ended at the model gateway); null: it is not.</param>
/// <param name="Pending">Whether its last change is saved but not yet taken over by the model gateway.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends; null: never.</param>
/// <param name="EndsSoon">Whether that is so near that you should renew it.</param>
/// <param name="PreviousSecretEndsAt">Until when the secret before the last rotation works too; null: it does not.</param>
/// <param name="LastUsedAt">When it was last used, right to the minute; null: not yet.</param>
/// <param name="OwnLimits">The limits you chose for it.</param>
/// <param name="Limits">The limits that hold: the team's, narrowed by its own.</param>
internal sealed record KeyResponse(
    string Id,
    string Name,
    string Preview,
    string State,
    string? RevokedFor,
    bool Pending,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    bool EndsSoon,
    DateTimeOffset? PreviousSecretEndsAt,
    DateTimeOffset? LastUsedAt,
    LimitsResponse OwnLimits,
    LimitsResponse Limits)
{
    internal static KeyResponse Of(KeyView key) => new(
        key.Id.Value,
        key.Name,
        key.Preview,
        key.State.ToString().ToLowerInvariant(),
        key.RevokedFor?.ToString().ToLowerInvariant(),
        key.IsPending,
        key.CreatedAt,
        key.ExpiresAt,
        key.EndsSoon,
        key.PreviousSecretEndsAt,
        key.LastUsedAt,
        LimitsResponse.Of(key.OwnLimits),
        LimitsResponse.Of(key.Limits));
}

/// <summary>What a key may use; null: no limit.</summary>
/// <param name="ParallelRequests">Requests open at the same moment.</param>
/// <param name="RequestsPerMinute">Requests that begin within a minute.</param>
/// <param name="TokensPerMinute">Tokens, read and written together, within a minute.</param>
/// <param name="BudgetMicroUsd">Money within a calendar month, in millionths of a US dollar.</param>
/// <param name="Models">Models that may be called.</param>
internal sealed record LimitsResponse(
    int? ParallelRequests, int? RequestsPerMinute, int? TokensPerMinute, long? BudgetMicroUsd, IReadOnlyList<string>? Models)
{
    internal static LimitsResponse Of(KeyLimits limits) =>
        new(limits.ParallelRequests, limits.RequestsPerMinute, limits.TokensPerMinute, limits.BudgetMicroUsd, limits.Models);
}

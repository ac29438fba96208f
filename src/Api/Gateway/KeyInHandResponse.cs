using System.Text.Json.Serialization;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.GetKeyInHand;
using AkashChat.Domain.Catalog;

namespace AkashChat.Api.Gateway;

/// <summary>The key at hand; the secret is never in it.</summary>
/// <param name="Id">Names the key in public.</param>
/// <param name="Name">What its holder calls it.</param>
/// <param name="Preview">Enough of its newest secret to tell keys apart.</param>
/// <param name="State">issuing, active, disabled, expired or revoked.</param>
/// <param name="Works">Whether the gateway takes it, by the secret at hand.</param>
/// <param name="Fault">Why not: the code of the error that other routes answer with; null: it works.</param>
/// <param name="Team">The team whose limits it is under.</param>
/// <param name="Tier">permissionless or extended.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends; null: never.</param>
/// <param name="EndsSoon">Whether that is so near that its holder should do something.</param>
/// <param name="SecretEndsAt">Until when the secret at hand works, if it was rotated away; null: it is the newest.</param>
/// <param name="LastUsedAt">When it was last used for a model call; null: not yet. Right to the minute; lags by some seconds.</param>
/// <param name="Limits">What it may use, and what is used.</param>
internal sealed record KeyInHandResponse(
    string Id,
    string Name,
    string Preview,
    string State,
    bool Works,
    string? Fault,
    string Team,
    string Tier,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt,
    [property: JsonPropertyName("expires_at")] DateTimeOffset? ExpiresAt,
    [property: JsonPropertyName("ends_soon")] bool EndsSoon,
    [property: JsonPropertyName("secret_ends_at")] DateTimeOffset? SecretEndsAt,
    [property: JsonPropertyName("last_used_at")] DateTimeOffset? LastUsedAt,
    KeyInHandLimits Limits)
{
    internal static KeyInHandResponse Of(KeyInHand inHand)
    {
        var key = inHand.Key;
        return new KeyInHandResponse(
            key.Id.Value,
            key.Name,
            key.Preview,
            key.State.ToString().ToLowerInvariant(),
            inHand.Fault is null,
            inHand.Fault?.Code,
            inHand.TeamId,
            inHand.Tier.ToString().ToLowerInvariant(),
            key.CreatedAt,
            key.ExpiresAt,
            key.EndsSoon,
            inHand.SecretEndsAt,
            key.LastUsedAt,
            KeyInHandLimits.Of(inHand));
    }
}

/// <summary>The limits of the key at hand; null: no such limit.</summary>
/// <param name="ParallelRequests">Requests open at the same moment: used are those that are open now.</param>
/// <param name="RequestsPerMinute">Requests that begin within a minute.</param>
/// <param name="TokensPerMinute">Tokens, read and written together, within a minute.</param>
/// <param name="BudgetMicroUsd">Money within a calendar month of UTC, in millionths of a US dollar.</param>
/// <param name="Models">Models that may be called; null: all.</param>
/// <param name="All">Every limit, also those of the account, the team and the service, and of models that it may call; empty: there is none, or a proxy behind this service counts.</param>
internal sealed record KeyInHandLimits(
    [property: JsonPropertyName("parallel_requests")] LimitStanding? ParallelRequests,
    [property: JsonPropertyName("requests_per_minute")] LimitStanding? RequestsPerMinute,
    [property: JsonPropertyName("tokens_per_minute")] LimitStanding? TokensPerMinute,
    [property: JsonPropertyName("budget_micro_usd")] LimitStanding? BudgetMicroUsd,
    IReadOnlyList<string>? Models,
    IReadOnlyList<LimitResponse> All)
{
    internal static KeyInHandLimits Of(KeyInHand inHand)
    {
        return new KeyInHandLimits(
            Find(LimitMeasure.Parallel, null),
            Find(LimitMeasure.Requests, LimitWindow.Minute),
            Find(LimitMeasure.Tokens, LimitWindow.Minute),
            Find(LimitMeasure.Money, LimitWindow.Month),
            inHand.Models,
            inHand.CountedElsewhere ? [] : [.. inHand.Limits.Select(limit => LimitResponse.Of(limit, inHand.TakenAt))]);

        LimitStanding? Find(LimitMeasure measure, LimitWindow? window) =>
            inHand.Limits.FirstOrDefault(limit => limit.Rule.Level == LimitLevel.Key && limit.Rule.Measure == measure && limit.Rule.Window == window && limit.Rule.Model is null) is { } limit
                ? LimitStanding.Of(limit, inHand)
                : null;
    }
}

/// <summary>Where a key stands with one limit.</summary>
/// <param name="Limit">How much there is.</param>
/// <param name="Used">How much is used or reserved; null: a proxy behind this service counts it.</param>
/// <param name="Left">How much is left; null: the same.</param>
/// <param name="ResetsAt">When all of it is there again; null: as soon as requests end, or nothing is used.</param>
internal sealed record LimitStanding(
    long Limit, long? Used, long? Left, [property: JsonPropertyName("resets_at")] DateTimeOffset? ResetsAt)
{
    internal static LimitStanding Of(LimitState state, KeyInHand inHand) =>
        inHand.CountedElsewhere && state.Rule.Measure != LimitMeasure.Money
            ? new LimitStanding(state.Rule.Limit, null, null, null)
            : new LimitStanding(state.Rule.Limit, state.Used, state.Left, state.ResetsIn > TimeSpan.Zero ? inHand.TakenAt + state.ResetsIn : null);
}

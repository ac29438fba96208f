using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>What the gateway needs to know of a key.</summary>
public sealed record KeySnapshot
{
    /// <summary>Names the key in public.</summary>
    public required string Id { get; init; }

    /// <summary>Its owner.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The owner's team.</summary>
    public required string TeamId { get; init; }

    /// <summary>The stored state.</summary>
    public required KeyState State { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Until when the presented secret works, if it is the one before the last rotation; null: it is the newest.</summary>
    public DateTimeOffset? RotatedAwayAt { get; init; }

    /// <summary>The limits that hold.</summary>
    public KeyLimits Limits { get; init; } = KeyLimits.None;

    /// <summary>The plan that was asked for last; whoever uses it checks that it still fits.</summary>
    internal LimitPlan? LastPlan { get; set; }

    /// <summary>Why the key, by the secret that was presented, does not work at that time; null: it works.</summary>
    public Error? FaultAt(DateTimeOffset now) => ApiKey.StateAt(State, ExpiresAt, now) switch
    {
        KeyState.Active => RotatedAwayAt <= now ? KeyErrors.Rotated : null,
        KeyState.Expired => KeyErrors.Expired,
        KeyState.Revoked => KeyErrors.Revoked,
        _ => KeyErrors.NotActive,
    };

    /// <summary>The end that the holder should hear of: of a key whose end is near, or of a secret that was rotated away; null: none.</summary>
    public DateTimeOffset? EndToWarnOf(DateTimeOffset now) =>
        KeyPolicy.Earlier(KeyWarning.IsDue(CreatedAt, ExpiresAt, now) ? ExpiresAt : null, RotatedAwayAt);

    /// <summary>A key as its policy lets it be.</summary>
    /// <param name="key">The key.</param>
    /// <param name="policy">Its team's policy.</param>
    /// <param name="hash">The hash of the secret that was presented.</param>
    public static KeySnapshot Of(ApiKey key, KeyPolicy policy, string hash) => new KeySnapshot
    {
        Id = key.Id.Value,
        UserId = key.UserId.Value,
        TeamId = key.TeamId,
        State = key.State,
        CreatedAt = key.CreatedAt,
        ExpiresAt = key.ExpiresAt,
        RotatedAwayAt = key.Hash == hash ? null : key.PreviousEndsAt,
        Limits = key.OwnLimits,
    }.Under(policy);

    /// <summary>What a policy makes of a key with an end and limits of its own.</summary>
    public KeySnapshot Under(KeyPolicy policy) => this with { ExpiresAt = policy.EndUnder(ExpiresAt), Limits = policy.Limits.NarrowedBy(Limits) };
}

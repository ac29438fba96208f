using AkashChat.Domain.Keys;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>What the gateway needs to know of a key.</summary>
/// <param name="Id">Names the key in public.</param>
/// <param name="UserId">Its owner.</param>
/// <param name="TeamId">The owner's team.</param>
/// <param name="State">The stored state.</param>
/// <param name="ExpiresAt">When it ends; null: never.</param>
public sealed record KeySnapshot(string Id, Guid UserId, string TeamId, KeyState State, DateTimeOffset? ExpiresAt);

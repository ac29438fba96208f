using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Keys;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Gateway.GetKeyInHand;

/// <summary>Asks for all about a key on behalf of whoever holds its secret, or the one before its last rotation while that still works.</summary>
/// <param name="Hash">The hash of that secret.</param>
public sealed record GetKeyInHandQuery(string Hash) : IQuery<KeyInHand>;

/// <summary>A key as whoever holds its secret sees it, whether it works or not.</summary>
/// <param name="Key">The key.</param>
/// <param name="TeamId">The team whose limits it is under.</param>
/// <param name="Tier">How its owner came in.</param>
/// <param name="Fault">Why it does not work; null: it works.</param>
/// <param name="SecretEndsAt">Until when the secret at hand works, if it was rotated away; null: it is the newest.</param>
/// <param name="Models">The models that it may call; null: all.</param>
/// <param name="Limits">Where its limits stand: those that hold for all models, then those of models that it may call.</param>
/// <param name="CountedElsewhere">Whether a proxy behind us counts requests and tokens; what is used of them says nothing then.</param>
/// <param name="TakenAt">When that was so.</param>
public sealed record KeyInHand(
    KeyView Key,
    string TeamId,
    Tier Tier,
    Error? Fault,
    DateTimeOffset? SecretEndsAt,
    IReadOnlyList<string>? Models,
    IReadOnlyList<LimitState> Limits,
    bool CountedElsewhere,
    DateTimeOffset TakenAt);

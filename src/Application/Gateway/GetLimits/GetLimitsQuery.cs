using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Keys;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Gateway.GetLimits;

/// <summary>Asks where the limits of the signed-in visitor's own keys stand.</summary>
/// <param name="Visitor">Who is signed in.</param>
/// <param name="KeyId">Of which key; null: of all that can be used or switched on again.</param>
public sealed record GetLimitsQuery(Visitor Visitor, ApiKeyId? KeyId) : IQuery<OwnLimits>;

/// <summary>Where the limits of a visitor's keys stand.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="CountedElsewhere">Whether a proxy behind us counts; what is used says nothing then.</param>
/// <param name="TakenAt">When that was so.</param>
public sealed record OwnLimits(IReadOnlyList<KeyStanding> Keys, bool CountedElsewhere, DateTimeOffset TakenAt);

/// <summary>Where the limits of a key stand: its own, its account's, its team's and the service's, and those of models that it may call.</summary>
/// <param name="Key">The key.</param>
/// <param name="Limits">The limits.</param>
public sealed record KeyStanding(KeyView Key, IReadOnlyList<LimitState> Limits);

using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Challenges;

namespace AkashChat.Application.Keys.DescribeChallenges;

/// <summary>Asks what a key without an account can be paid with.</summary>
public sealed record DescribeChallengesQuery : IQuery<ChallengeOffer>;

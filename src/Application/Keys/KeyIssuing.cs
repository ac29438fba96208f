using AkashChat.Application.Accounts;
using AkashChat.Application.Keys.Backend;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys;

/// <summary>What making or renewing a key asks of a signed-in visitor before it: a verified address, the terms, a challenge, and not too often.</summary>
internal sealed class KeyIssuing(IUserStore users, TermsGate terms, ChallengeVerifier challenges, ActGuard guard, KeyChanges changes, KeyPolicies policies)
{
    /// <summary>Whether the visitor may have keys made at all.</summary>
    internal async Task<Result<(User User, KeyPolicy Policy)>> AllowAsync(IssuingToll toll, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(toll.Visitor.UserId, cancellationToken) is not { } user)
        {
            return AccountErrors.NotSignedIn;
        }

        if (!user.MayMakeKeys)
        {
            return AccountErrors.AddressUnverified;
        }

        var policy = policies.For(user.Tier);
        if (policy.HasEndedAt(now))
        {
            return KeyErrors.IssuingEnded;
        }

        if (await changes.CheckAsync(cancellationToken) is { } away)
        {
            return away;
        }

        return await terms.RefuseAsync(toll.Visitor, toll.AcceptsTerms, now, cancellationToken) is { } refused ? refused : (user, policy);
    }

    /// <summary>Takes the challenge of the permissionless tier, and counts the act, once however often it is tried.</summary>
    internal async Task<Error?> PayAsync(IssuingToll toll, User user, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (user.Tier == Tier.Permissionless
            && await challenges.SpendAsync(toll.Answer ?? ChallengeAnswer.None, toll.Visitor.Network, now, cancellationToken) is { } unpaid)
        {
            return unpaid;
        }

        if (toll.IsCounted)
        {
            return null;
        }

        toll.IsCounted = true;
        return await guard.RefuseAsync(GuardedAct.Issuing, user.Id, toll.Visitor.Network, countService: true, cancellationToken);
    }
}

/// <summary>What a visitor brings for a key to be made or renewed.</summary>
/// <param name="visitor">Who.</param>
/// <param name="acceptsTerms">Whether they accept the terms now.</param>
/// <param name="answer">What they pay with, if they must.</param>
internal sealed class IssuingToll(Visitor visitor, bool acceptsTerms, ChallengeAnswer? answer)
{
    internal Visitor Visitor => visitor;

    internal bool AcceptsTerms => acceptsTerms;

    internal ChallengeAnswer? Answer => answer;

    /// <summary>Whether the act is counted already: one that lost a race and is tried again is still the same.</summary>
    internal bool IsCounted { get; set; }
}

using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.Challenges;

/// <summary>Checks the answer to a challenge, and spends the challenge.</summary>
internal sealed class ChallengeVerifier(IChallengeSigner signer, ISpentChallengeStore spent, ChallengeOptions options)
{
    /// <summary>Spends the challenge if it is answered. That it works only once is held by the store when the work is saved.</summary>
    /// <returns>Why not; null: it is answered.</returns>
    internal async Task<Error?> SpendAsync(ChallengeAnswer answer, ClientNetwork network, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (answer.Challenge is not { } text || signer.Open(text) is not { } challenge || challenge.Network != network)
        {
            return KeyErrors.ChallengeInvalid;
        }

        if (now >= challenge.ExpiresAt)
        {
            return KeyErrors.ChallengeExpired;
        }

        if (now < challenge.NotBefore)
        {
            return KeyErrors.TicketTooEarly with { RetryAfter = challenge.NotBefore - now };
        }

        if (challenge.Kind == ChallengeKind.ProofOfWork && !ProofOfWork.IsSolvedBy(text, challenge.Difficulty, answer.Solution))
        {
            return KeyErrors.ChallengeUnsolved;
        }

        // Asked first for the kinder message and to spare the writer's lock; the unique id has the last word.
        if (await spent.IsSpentAsync(challenge.Id, cancellationToken))
        {
            return KeyErrors.ChallengeReplayed;
        }

        if (challenge.Kind == ChallengeKind.WaitingTicket
            && await spent.CountTicketsAsync(challenge.Network, now.AddDays(-1), cancellationToken) >= options.TicketsPerNetworkAndDay)
        {
            return KeyErrors.TicketLimit;
        }

        spent.Add(new SpentChallenge(challenge.Id, challenge.Kind, challenge.Network, now));
        return null;
    }
}

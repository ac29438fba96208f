using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.Challenges;

/// <summary>Checks the answer to a challenge, and spends the challenge.</summary>
internal sealed class ChallengeVerifier(
    IChallengeSigner signer, ISpentChallengeStore spent, ChallengePrices prices, ChallengeOffer offer, CaptchaSpending captchas, ChallengeOptions options)
{
    /// <summary>Spends the challenge if it is answered. That it works only once is held by the store when the work is saved.</summary>
    /// <returns>Why not; null: it is answered.</returns>
    internal async Task<Error?> SpendAsync(ChallengeAnswer answer, ClientNetwork network, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(answer.CaptchaToken))
        {
            return offer.Takes(ChallengeKind.Captcha)
                ? await captchas.SpendAsync(answer.CaptchaToken, network, now, cancellationToken)
                : KeyErrors.ChallengeNotOffered with { Field = "captchaToken" };
        }

        if (answer.Challenge is not { } text || signer.Open(text) is not { } challenge || challenge.Network != network)
        {
            return KeyErrors.ChallengeInvalid;
        }

        if (!offer.Takes(challenge.Kind))
        {
            return KeyErrors.ChallengeNotOffered with { Field = "challenge" };
        }

        return RefuseUnanswered(text, challenge, answer.Solution, now) ?? await SpendAsync(challenge, now, cancellationToken);
    }

    private static Error? RefuseUnanswered(string text, Challenge challenge, string? solution, DateTimeOffset now)
    {
        if (now >= challenge.ExpiresAt)
        {
            return KeyErrors.ChallengeExpired;
        }

        if (now < challenge.NotBefore)
        {
            return KeyErrors.TicketTooEarly with { RetryAfter = challenge.NotBefore - now };
        }

        return challenge.Kind == ChallengeKind.ProofOfWork && !ProofOfWork.IsSolvedBy(text, challenge.Difficulty, solution)
            ? KeyErrors.ChallengeUnsolved
            : null;
    }

    private async Task<Error?> SpendAsync(Challenge challenge, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Asked first for the kinder message and to spare the writer's lock; the unique id has the last word.
        if (await spent.IsSpentAsync(challenge.Id, cancellationToken))
        {
            return KeyErrors.ChallengeReplayed;
        }

        var isTicket = challenge.Kind == ChallengeKind.WaitingTicket;
        if (isTicket && await spent.CountTicketsAsync(challenge.Network, now.AddDays(-1), cancellationToken) >= options.TicketsPerNetworkAndDay)
        {
            return KeyErrors.TicketLimit;
        }

        var price = await prices.GetAsync(challenge.Network, now, cancellationToken);
        if (price.IsHoarded(challenge.Difficulty, isTicket ? 0 : options.Difficulty))
        {
            return KeyErrors.ChallengeTooCheap;
        }

        spent.Add(new SpentChallenge(challenge.Id, challenge.Kind, challenge.Network, now));
        return null;
    }
}

using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.IssueChallenge;

internal sealed class IssueChallengeHandler(
    IChallengeSigner signer, ChallengePrices prices, ChallengeOffer offer, ChallengeOptions options, TimeProvider clock)
    : ICommandHandler<IssueChallengeCommand, IssuedChallenge>
{
    public async Task<Result<IssuedChallenge>> Handle(IssueChallengeCommand command, CancellationToken cancellationToken)
    {
        if (!offer.Takes(command.Kind))
        {
            return KeyErrors.ChallengeNotOffered;
        }

        var now = clock.GetUtcNow();
        var price = await prices.GetAsync(command.Network, now, cancellationToken);
        var waits = command.Kind == ChallengeKind.WaitingTicket;
        var difficulty = waits ? 0 : price.DifficultyFrom(options.Difficulty);
        var notBefore = waits ? now + price.WaitFrom(options.TicketWait) : now;
        var challenge = new Challenge(
            Guid.NewGuid(), command.Kind, command.Network, waits ? price.NetworkBits : difficulty, notBefore, notBefore + options.Lifetime);

        return new IssuedChallenge(signer.Seal(challenge), challenge.Kind, difficulty, challenge.NotBefore, challenge.ExpiresAt);
    }
}

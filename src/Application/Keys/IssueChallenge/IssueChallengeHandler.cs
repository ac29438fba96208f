using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.IssueChallenge;

internal sealed class IssueChallengeHandler(IChallengeSigner signer, ChallengeOptions options, TimeProvider clock)
    : ICommandHandler<IssueChallengeCommand, IssuedChallenge>
{
    public Task<Result<IssuedChallenge>> Handle(IssueChallengeCommand command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var waits = command.Kind == ChallengeKind.WaitingTicket;
        var notBefore = waits ? now + options.TicketWait : now;
        var challenge = new Challenge(
            Guid.NewGuid(), command.Kind, command.Network, waits ? 0 : options.Difficulty, notBefore, notBefore + options.Lifetime);

        return Task.FromResult<Result<IssuedChallenge>>(new IssuedChallenge(
            signer.Seal(challenge), challenge.Kind, challenge.Difficulty, challenge.NotBefore, challenge.ExpiresAt));
    }
}

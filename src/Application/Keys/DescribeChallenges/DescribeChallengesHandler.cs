using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Keys.DescribeChallenges;

internal sealed class DescribeChallengesHandler(ChallengeOffer offer) : IQueryHandler<DescribeChallengesQuery, ChallengeOffer>
{
    public Task<Result<ChallengeOffer>> Handle(DescribeChallengesQuery query, CancellationToken cancellationToken) =>
        Task.FromResult<Result<ChallengeOffer>>(offer);
}

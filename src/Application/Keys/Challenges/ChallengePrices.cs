using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.Challenges;

/// <summary>Tells the price of a key by what was taken within the last hour.</summary>
internal sealed class ChallengePrices(ISpentChallengeStore spent, ServiceDemand demand, ChallengeOptions options)
{
    internal async Task<ChallengePrice> GetAsync(ClientNetwork network, DateTimeOffset now, CancellationToken cancellationToken) => ChallengePrice.Of(
        await spent.CountAsync(network, now - ChallengePrice.Window, cancellationToken),
        options.FreePerNetworkAndHour,
        await demand.GetAsync(spent, now, cancellationToken),
        options.FreePerServiceAndHour);
}

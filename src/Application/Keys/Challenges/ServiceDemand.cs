using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.Challenges;

/// <summary>What all networks together took within the last hour, counted every few seconds instead of for every challenge.</summary>
internal sealed class ServiceDemand
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(10);
    private Count? _last;

    /// <summary>How much it is. When several callers find the last count too old at once, each counts; nobody waits for another.</summary>
    internal async Task<int> GetAsync(ISpentChallengeStore spent, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _last) is { } last && now >= last.At && now - last.At < Freshness)
        {
            return last.Taken;
        }

        var taken = await spent.CountAsync(null, now - ChallengePrice.Window, cancellationToken);
        Volatile.Write(ref _last, new Count(taken, now));
        return taken;
    }

    private sealed record Count(int Taken, DateTimeOffset At);
}

namespace AkashChat.Application.Keys.Challenges;

/// <summary>How dear a key without an account is.</summary>
public sealed record ChallengeOptions
{
    /// <summary>Zero bits asked of each of the eight parts; each bit more doubles the work. 13 take a laptop's browser about a second.</summary>
    public int Difficulty { get; init; } = 13;

    /// <summary>How long a waiting ticket must be waited for.</summary>
    public TimeSpan TicketWait { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long after it may be answered a challenge stays valid.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many keys a network may buy by waiting within 24 hours, since waiting costs a machine nothing.</summary>
    public int TicketsPerNetworkAndDay { get; init; } = 20;

    /// <summary>How many keys a network takes within an hour before they become dearer for it: a household or a desk of people.</summary>
    public int FreePerNetworkAndHour { get; init; } = 3;

    /// <summary>How many keys all networks take within an hour before they become dearer for everybody.</summary>
    public int FreePerServiceAndHour { get; init; } = 1_000;
}

using System.Numerics;

namespace AkashChat.Domain.Keys;

/// <summary>How much dearer demand makes a key than it usually is, in bits: each doubles the work, or the wait.</summary>
/// <param name="NetworkBits">For what the client's own network took within the last hour.</param>
/// <param name="ServiceBits">For what all networks together took.</param>
/// <remarks>
/// Who floods pays: the price of a network rises up to 256-fold, that of everybody only up to 8-fold. A newcomer from a quiet
/// network therefore never has to try more than <c>8 · 2^(base + 3)</c> hashes on average, however large the flood is.
/// </remarks>
public sealed record ChallengePrice(int NetworkBits, int ServiceBits)
{
    /// <summary>The most that a network's own demand adds.</summary>
    public const int MaxNetworkBits = 8;

    /// <summary>The most that the whole service's demand adds.</summary>
    public const int MaxServiceBits = 3;

    /// <summary>How long demand counts.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>The longest wait with a ticket, unless the operator's usual one is longer.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(4);

    // One bit is what a few neighbours cause while a form is filled in; more is a store of cheap challenges.
    private const int HoardedBits = 2;

    /// <summary>The price after this demand within the window.</summary>
    /// <param name="network">What the client's network took.</param>
    /// <param name="freeForNetwork">How many of those change nothing.</param>
    /// <param name="service">What all took.</param>
    /// <param name="freeForService">How many of those change nothing.</param>
    public static ChallengePrice Of(int network, int freeForNetwork, int service, int freeForService) =>
        new(Bits(network, freeForNetwork, MaxNetworkBits), Bits(service, freeForService, MaxServiceBits));

    /// <summary>Zero bits asked of each part of a proof of work.</summary>
    /// <param name="usual">What is asked without demand.</param>
    public int DifficultyFrom(int usual) => Math.Min(usual + NetworkBits + ServiceBits, ProofOfWork.MaxDifficulty);

    /// <summary>How long a ticket must be waited for.</summary>
    /// <param name="usual">The wait without demand.</param>
    public TimeSpan WaitFrom(TimeSpan usual)
    {
        var longest = usual > MaxWait ? usual : MaxWait;
        var wait = usual * (1 << NetworkBits);
        return wait < longest ? wait : longest;
    }

    /// <summary>Whether a challenge was taken so much cheaper than its network's price is now that it must have been hoarded.</summary>
    /// <param name="paid">The difficulty it was issued with; for a ticket, the bits by which its wait was lengthened.</param>
    /// <param name="usual">What is asked without demand; 0 for a ticket.</param>
    public bool IsHoarded(int paid, int usual) => Math.Min(usual + NetworkBits, ProofOfWork.MaxDifficulty) >= paid + HoardedBits;

    private static int Bits(int taken, int free, int most) => taken < free ? 0 : Math.Min(BitOperations.Log2((uint)(taken / free)) + 1, most);
}

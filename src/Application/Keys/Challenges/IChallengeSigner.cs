using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.Challenges;

/// <summary>Makes challenges that need no store: what they say is in them, sealed.</summary>
public interface IChallengeSigner
{
    /// <summary>Seals a challenge; the text is safe in JSON, forms and addresses.</summary>
    string Seal(Challenge challenge);

    /// <summary>Opens a challenge.</summary>
    /// <returns>Null if it was not sealed by this service.</returns>
    Challenge? Open(string text);
}

/// <summary>What a challenge says.</summary>
/// <param name="Id">Makes it one of a kind.</param>
/// <param name="Kind">How it is paid.</param>
/// <param name="Network">Where the client comes from; nobody else can answer it.</param>
/// <param name="Difficulty">Zero bits asked of each part of a proof of work; the bits by which demand lengthened the wait of a ticket.</param>
/// <param name="NotBefore">When it may be answered.</param>
/// <param name="ExpiresAt">When it may no longer be answered.</param>
public sealed record Challenge(
    Guid Id, ChallengeKind Kind, ClientNetwork Network, int Difficulty, DateTimeOffset NotBefore, DateTimeOffset ExpiresAt);

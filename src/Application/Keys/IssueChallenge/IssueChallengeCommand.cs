using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.IssueChallenge;

/// <summary>Asks for a challenge; nothing is stored.</summary>
/// <param name="Kind">How the visitor wants to pay.</param>
/// <param name="Network">Where the visitor comes from.</param>
public sealed record IssueChallengeCommand(ChallengeKind Kind, ClientNetwork Network) : ICommand<IssuedChallenge>;

/// <summary>A challenge to answer.</summary>
/// <param name="Text">The sealed challenge, to be sent back as it is.</param>
/// <param name="Kind">How it is paid.</param>
/// <param name="Difficulty">Zero bits asked of each part.</param>
/// <param name="NotBefore">When it may be answered.</param>
/// <param name="ExpiresAt">When it may no longer be answered.</param>
public sealed record IssuedChallenge(string Text, ChallengeKind Kind, int Difficulty, DateTimeOffset NotBefore, DateTimeOffset ExpiresAt);

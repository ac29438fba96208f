using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.ClaimApiKey;

/// <summary>Opens an account without sign-in, issues its first key and starts a session.</summary>
/// <param name="KeyName">What the visitor calls the key.</param>
/// <param name="Purpose">What it is for, if the visitor says so.</param>
/// <param name="AcceptsTerms">Whether the visitor accepts the terms in force.</param>
/// <param name="AcceptsMessages">Whether the visitor wants messages; voluntary.</param>
/// <param name="Answer">What the visitor pays with.</param>
/// <param name="Network">Where the visitor comes from, as the server sees it.</param>
public sealed record ClaimApiKeyCommand(
    string KeyName, string? Purpose, bool AcceptsTerms, bool AcceptsMessages, ChallengeAnswer Answer, ClientNetwork Network)
    : ICommand<ClaimedApiKey>;

/// <summary>A claimed key.</summary>
/// <param name="UserId">The new user.</param>
/// <param name="TeamId">The team of the permissionless tier.</param>
/// <param name="Secret">The key in clear, to be shown this once.</param>
/// <param name="Key">The key as the account shows it.</param>
/// <param name="Recovery">The way back to the account, to be shown this once.</param>
/// <param name="Session">The new session's token, for the cookie alone.</param>
/// <param name="SessionExpiresAt">When the session ends unless it is used before.</param>
public sealed record ClaimedApiKey(
    UserId UserId, string TeamId, KeySecret Secret, KeyView Key, RecoveryCode Recovery, SessionToken Session, DateTimeOffset SessionExpiresAt);

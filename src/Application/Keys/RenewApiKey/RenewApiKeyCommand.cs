using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.RenewApiKey;

/// <summary>Begins the lifetime of a key anew, before or after its end; the secret stays. The permissionless tier pays with a challenge.</summary>
/// <param name="Visitor">Who is signed in.</param>
/// <param name="KeyId">Which of their keys.</param>
/// <param name="AcceptsTerms">Whether they accept the terms in force, if they have not before.</param>
/// <param name="Answer">What they pay with; ignored in the extended tier.</param>
public sealed record RenewApiKeyCommand(Visitor Visitor, ApiKeyId KeyId, bool AcceptsTerms, ChallengeAnswer? Answer) : ICommand<KeyView>;

using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.CreateApiKey;

/// <summary>Issues one more key to a signed-in visitor, if a place is free. The permissionless tier pays with a challenge.</summary>
/// <param name="Visitor">Who is signed in.</param>
/// <param name="KeyName">What they call the key.</param>
/// <param name="AcceptsTerms">Whether they accept the terms in force, if they have not before.</param>
/// <param name="Answer">What they pay with; ignored in the extended tier.</param>
public sealed record CreateApiKeyCommand(Visitor Visitor, string KeyName, bool AcceptsTerms, ChallengeAnswer? Answer) : ICommand<CreatedApiKey>;

/// <summary>A new key, or a new secret for a key.</summary>
/// <param name="Secret">The key in clear, to be shown this once.</param>
/// <param name="Key">The key as the account shows it.</param>
public sealed record CreatedApiKey(KeySecret Secret, KeyView Key);

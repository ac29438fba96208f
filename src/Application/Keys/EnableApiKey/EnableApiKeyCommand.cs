using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.EnableApiKey;

/// <summary>Switches a key on again, if a place for an active key is free. One that is on already is no error.</summary>
/// <param name="Visitor">Who is signed in.</param>
/// <param name="KeyId">Which of their keys.</param>
/// <param name="AcceptsTerms">Whether they accept the terms in force, if they have not before.</param>
public sealed record EnableApiKeyCommand(Visitor Visitor, ApiKeyId KeyId, bool AcceptsTerms) : ICommand<KeyView>;

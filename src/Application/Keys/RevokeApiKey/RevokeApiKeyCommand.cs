using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.RevokeApiKey;

/// <summary>Ends a key for good. One that has ended already is no error.</summary>
/// <param name="Visitor">Who is signed in.</param>
/// <param name="KeyId">Which of their keys.</param>
public sealed record RevokeApiKeyCommand(Visitor Visitor, ApiKeyId KeyId) : ICommand<KeyView>;

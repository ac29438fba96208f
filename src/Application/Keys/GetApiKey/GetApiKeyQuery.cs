using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.GetApiKey;

/// <summary>Asks for one of the signed-in visitor's own keys.</summary>
/// <param name="Visitor">Who is signed in.</param>
/// <param name="KeyId">Which of their keys.</param>
public sealed record GetApiKeyQuery(Visitor Visitor, ApiKeyId KeyId) : IQuery<KeyView>;

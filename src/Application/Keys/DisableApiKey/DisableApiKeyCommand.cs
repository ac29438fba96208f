using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.DisableApiKey;

/// <summary>Switches a key off for a while. One that is off already is no error.</summary>
/// <param name="Visitor">Who is signed in.</param>
/// <param name="KeyId">Which of their keys.</param>
public sealed record DisableApiKeyCommand(Visitor Visitor, ApiKeyId KeyId) : ICommand<KeyView>;

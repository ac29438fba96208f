using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.RenameApiKey;

/// <summary>Gives a key another name.</summary>
/// <param name="Visitor">Who is signed in.</param>
/// <param name="KeyId">Which of their keys.</param>
/// <param name="KeyName">What they call it from now on.</param>
public sealed record RenameApiKeyCommand(Visitor Visitor, ApiKeyId KeyId, string KeyName) : ICommand<KeyView>;

using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.CreateApiKey;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.RotateApiKey;

/// <summary>Gives a key a new secret; id, name, limits and statistics stay.</summary>
/// <param name="Visitor">Who is signed in.</param>
/// <param name="KeyId">Which of their keys.</param>
/// <param name="Overlap">How long the old secret works beside the new one, from nothing to 24 hours.</param>
/// <param name="AcceptsTerms">Whether they accept the terms in force, if they have not before.</param>
public sealed record RotateApiKeyCommand(Visitor Visitor, ApiKeyId KeyId, TimeSpan Overlap, bool AcceptsTerms) : ICommand<CreatedApiKey>;

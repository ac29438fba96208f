using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.NarrowApiKey;

/// <summary>Sets a key's own limits, models and end, within what its team allows. It replaces what was set before.</summary>
/// <param name="Visitor">Who is signed in.</param>
/// <param name="KeyId">Which of their keys.</param>
/// <param name="Limits">Its own limits; what is null is left to the team's.</param>
/// <param name="EndsAt">When it shall end; null: as late as it may.</param>
public sealed record NarrowApiKeyCommand(Visitor Visitor, ApiKeyId KeyId, KeyLimits Limits, DateTimeOffset? EndsAt) : ICommand<KeyView>;

using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Keys.ListApiKeys;

/// <summary>Asks for the signed-in visitor's own keys, the newest first.</summary>
/// <param name="UserId">Who is signed in.</param>
public sealed record ListApiKeysQuery(UserId UserId) : IQuery<IReadOnlyList<KeyView>>;

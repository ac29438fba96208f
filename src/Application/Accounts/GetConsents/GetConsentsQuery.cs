using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts.GetConsents;

/// <summary>Asks what the signed-in visitor agreed to, and what is in force.</summary>
/// <param name="Visitor">Who is signed in.</param>
public sealed record GetConsentsQuery(Visitor Visitor) : IQuery<ConsentsView>;

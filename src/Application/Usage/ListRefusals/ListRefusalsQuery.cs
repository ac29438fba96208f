using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Usage.Refusals;
using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Usage.ListRefusals;

/// <summary>Asks which calls of the signed-in visitor's keys were refused lately, and why; the newest first.</summary>
/// <param name="Visitor">Who is signed in.</param>
public sealed record ListRefusalsQuery(Visitor Visitor) : IQuery<IReadOnlyList<Refusal>>;

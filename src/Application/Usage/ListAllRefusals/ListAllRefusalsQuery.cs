using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Usage.Refusals;
using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Usage.ListAllRefusals;

/// <summary>Asks which calls of anybody were refused lately, and why, the newest first; for the operator alone.</summary>
/// <param name="Visitor">Who is signed in.</param>
public sealed record ListAllRefusalsQuery(Visitor Visitor) : IQuery<IReadOnlyList<Refusal>>;

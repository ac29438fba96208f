using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Keys.GetServiceCounts;

/// <summary>Asks how many users and keys there are; for the operator alone.</summary>
/// <param name="Visitor">Who is signed in.</param>
public sealed record GetServiceCountsQuery(Visitor Visitor) : IQuery<ServiceCounts>;

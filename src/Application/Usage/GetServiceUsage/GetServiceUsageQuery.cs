using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Usage.GetServiceUsage;

/// <summary>Asks what all keys of all users were used for lately; for the operator alone.</summary>
/// <param name="Visitor">Who is signed in.</param>
/// <param name="Days">How many days, today among them.</param>
public sealed record GetServiceUsageQuery(Visitor Visitor, int Days) : IQuery<UsageReport>;

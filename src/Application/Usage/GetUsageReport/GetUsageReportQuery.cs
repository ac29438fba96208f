using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Usage.GetUsageReport;

/// <summary>Asks what all keys of the signed-in visitor were used for lately, those that ended among them.</summary>
/// <param name="Visitor">Who is signed in.</param>
/// <param name="Days">How many days, today among them.</param>
public sealed record GetUsageReportQuery(Visitor Visitor, int Days) : IQuery<UsageReport>;

using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Keys.GetServiceCounts;

/// <summary>Asks how many users and keys there are; for the operator alone.</summary>
/// <param name="Visitor">Who is signed in.</param>
public sealed record GetServiceCountsQuery(Visitor Visitor) : IQuery<ServiceOverview>;

/// <summary>What there is, and how much is asked for.</summary>
/// <param name="Counts">Users and keys.</param>
/// <param name="TakenWithinAnHour">How many keys were bought with challenges within the last hour.</param>
/// <param name="FreeWithinAnHour">Up to how many the price stays at its lowest for everybody.</param>
public sealed record ServiceOverview(ServiceCounts Counts, int TakenWithinAnHour, int FreeWithinAnHour);

using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts.GetActCounts;

/// <summary>Asks how far today's limits of guarded acts are used; for the operator alone.</summary>
/// <param name="Visitor">Who is signed in.</param>
public sealed record GetActCountsQuery(Visitor Visitor) : IQuery<ActCountsView>
{
    /// <summary>How many of the busiest networks and users are told for each act.</summary>
    public const int Most = 10;
}

/// <summary>The counts of a day.</summary>
/// <param name="Day">The day, in UTC.</param>
/// <param name="EndsAt">When all counts begin anew.</param>
/// <param name="Acts">Every guarded act.</param>
public sealed record ActCountsView(DateOnly Day, DateTimeOffset EndsAt, IReadOnlyList<ActView> Acts);

/// <summary>The counts of an act.</summary>
/// <param name="Act">The act.</param>
/// <param name="Allowance">Its limits.</param>
/// <param name="Count">How often it was done by all together.</param>
/// <param name="RefusedForService">How often it was refused because the whole service's limit was used up.</param>
/// <param name="RefusedForNetwork">How often because a network's was.</param>
/// <param name="RefusedForPerson">How often because a user's was.</param>
/// <param name="Networks">The busiest networks.</param>
/// <param name="Persons">The busiest users, by their ids.</param>
public sealed record ActView(
    GuardedAct Act,
    ActAllowance Allowance,
    long Count,
    long RefusedForService,
    long RefusedForNetwork,
    long RefusedForPerson,
    IReadOnlyList<ActCount> Networks,
    IReadOnlyList<ActCount> Persons);

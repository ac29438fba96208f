using System.Text.Json;
using AkashChat.Application.Accounts;
using AkashChat.Application.Accounts.GetActCounts;

namespace AkashChat.Api.Accounts;

/// <summary>How far today's limits are used.</summary>
/// <param name="Day">The day, in UTC.</param>
/// <param name="EndsAt">When all counts begin anew.</param>
/// <param name="Acts">Every act that is counted.</param>
internal sealed record ActCountsResponse(DateOnly Day, DateTimeOffset EndsAt, IReadOnlyList<ActResponse> Acts)
{
    internal static ActCountsResponse Of(ActCountsView counts) => new(counts.Day, counts.EndsAt, [.. counts.Acts.Select(ActResponse.Of)]);
}

/// <summary>The counts of an act.</summary>
/// <param name="Act">issuing, signIn, recovery, rotation or leakReport.</param>
/// <param name="Count">How often it was done by all together.</param>
/// <param name="Limits">How often it may be done a day.</param>
/// <param name="Refused">How often it was refused, by whose limit was used up.</param>
/// <param name="Networks">The busiest networks.</param>
/// <param name="Persons">The busiest users, by their ids.</param>
internal sealed record ActResponse(
    string Act, long Count, ScopesResponse Limits, ScopesResponse Refused, IReadOnlyList<SubjectResponse> Networks, IReadOnlyList<SubjectResponse> Persons)
{
    internal static ActResponse Of(ActView act) => new(
        JsonNamingPolicy.CamelCase.ConvertName(act.Act.ToString()),
        act.Count,
        new ScopesResponse(act.Allowance.Person, act.Allowance.Network, act.Allowance.Service),
        new ScopesResponse(act.RefusedForPerson, act.RefusedForNetwork, act.RefusedForService),
        [.. act.Networks.Select(SubjectResponse.Of)],
        [.. act.Persons.Select(SubjectResponse.Of)]);
}

/// <summary>Numbers by scope.</summary>
/// <param name="Person">For a user.</param>
/// <param name="Network">For a network.</param>
/// <param name="Service">For the whole service.</param>
internal sealed record ScopesResponse(long Person, long Network, long Service);

/// <summary>The counts of a network or a user.</summary>
/// <param name="Subject">Which.</param>
/// <param name="Count">How often it was done.</param>
/// <param name="Refused">How often it was refused.</param>
internal sealed record SubjectResponse(string Subject, int Count, int Refused)
{
    internal static SubjectResponse Of(ActCount count) => new(count.Subject, count.Count, count.Refused);
}

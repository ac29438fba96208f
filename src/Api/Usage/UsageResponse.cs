using AkashChat.Application.Usage;

namespace AkashChat.Api.Usage;

/// <summary>What was used within some days.</summary>
/// <param name="Since">The first day, in UTC.</param>
/// <param name="Known">Whether it is known; not if whoever counts does not tell.</param>
/// <param name="Total">All together.</param>
/// <param name="Days">By day of UTC, the newest first; days without a request are left out.</param>
/// <param name="Models">By model, the dearest first.</param>
/// <param name="Keys">By key, the dearest first.</param>
/// <param name="Users">By user, the dearest first; null: it is one user's usage.</param>
/// <param name="Teams">By team, the dearest first; null: it is one user's usage.</param>
internal sealed record UsageResponse(
    DateOnly Since,
    bool Known,
    CountsResponse Total,
    IEnumerable<DayUsageResponse> Days,
    IEnumerable<ModelUsageResponse> Models,
    IEnumerable<KeyUsageResponse> Keys,
    IEnumerable<UserUsageResponse>? Users,
    IEnumerable<TeamUsageResponse>? Teams)
{
    internal static UsageResponse OfOwn(UsageReport report) => OfAll(report) with { Users = null, Teams = null };

    internal static UsageResponse OfAll(UsageReport report) => new(
        report.Since,
        report.IsKnown,
        CountsResponse.Of(report.Total),
        report.Days.Select(day => new DayUsageResponse(day.Day, CountsResponse.Of(day.Counts))),
        report.Models.Select(model => new ModelUsageResponse(model.Model, CountsResponse.Of(model.Counts))),
        report.Keys.Select(key => new KeyUsageResponse(key.KeyId, key.UserId?.Value, CountsResponse.Of(key.Counts))),
        report.Users.Select(user => new UserUsageResponse(user.UserId?.Value, CountsResponse.Of(user.Counts))),
        report.Teams.Select(team => new TeamUsageResponse(team.TeamId, CountsResponse.Of(team.Counts))));
}

/// <summary>What requests came to, and how they ended.</summary>
/// <param name="Requests">How many there were.</param>
/// <param name="Completed">Answered whole.</param>
/// <param name="Failed">Ended in an error.</param>
/// <param name="Aborted">Left by their callers.</param>
/// <param name="Partial">Broken off by the model server.</param>
/// <param name="Cached">Answered from what was kept or shared.</param>
/// <param name="PromptTokens">Tokens read.</param>
/// <param name="CompletionTokens">Tokens written.</param>
/// <param name="CostMicroUsd">The cost, in millionths of a US dollar; null: none is known.</param>
internal sealed record CountsResponse(
    long Requests, long Completed, long Failed, long Aborted, long Partial, long Cached, long PromptTokens, long CompletionTokens, long? CostMicroUsd)
{
    internal static CountsResponse Of(UsageCounts counts) => new(
        counts.Requests,
        counts.Completed,
        counts.Failed,
        counts.Aborted,
        counts.Partial,
        counts.Cached,
        counts.PromptTokens,
        counts.CompletionTokens,
        counts.CostMicroUsd);
}

/// <summary>A day's usage.</summary>
internal sealed record DayUsageResponse(DateOnly Day, CountsResponse Counts);

/// <summary>A model's usage.</summary>
internal sealed record ModelUsageResponse(string Model, CountsResponse Counts);

/// <summary>A key's usage; its user is null if the account is erased.</summary>
internal sealed record KeyUsageResponse(string KeyId, Guid? UserId, CountsResponse Counts);

/// <summary>A user's usage; null: that of all whose accounts are erased.</summary>
internal sealed record UserUsageResponse(Guid? UserId, CountsResponse Counts);

/// <summary>A team's usage.</summary>
internal sealed record TeamUsageResponse(string TeamId, CountsResponse Counts);

using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Usage;
using AkashChat.Application.Usage.GetServiceUsage;
using AkashChat.Application.Usage.ListAllRefusals;
using AkashChat.Application.Usage.Refusals;
using AkashChat.Web.Common;
using AkashChat.Web.Pages.Account;
using Microsoft.AspNetCore.Mvc;

namespace AkashChat.Web.Pages;

/// <summary>What everybody used, and what was refused to whom; for the operator.</summary>
public sealed class AdminUsageModel(IDispatcher dispatcher, TimeProvider clock) : AccountPageModel(dispatcher)
{
    /// <summary>How many days are told of.</summary>
    public int Days { get; private set; }

    /// <summary>The last of them.</summary>
    public DateOnly Today { get; private set; }

    /// <summary>What was used.</summary>
    public UsageReport Report { get; private set; } = null!;

    /// <summary>The last refusals, the newest first.</summary>
    public IReadOnlyList<Refusal> Refusals { get; private set; } = [];

    /// <summary>Shows the page.</summary>
    /// <param name="days">How many days are wanted; anything that cannot be chosen is the usual.</param>
    /// <param name="cancellationToken">The visitor has left.</param>
    public async Task<IActionResult> OnGetAsync(int? days, CancellationToken cancellationToken)
    {
        Days = days is { } chosen && UsageModel.Choices.Contains(chosen) ? chosen : 30;
        Today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var report = await Dispatcher.SendAsync(new GetServiceUsageQuery(Visitor, Days), cancellationToken);
        if (!report.IsSuccess)
        {
            return LeaveFor(report.Error);
        }

        var refusals = await Dispatcher.SendAsync(new ListAllRefusalsQuery(Visitor), cancellationToken);
        if (!refusals.IsSuccess)
        {
            return LeaveFor(refusals.Error);
        }

        (Report, Refusals) = (report.Value, refusals.Value);
        return Page();
    }

    /// <summary>The tables below the charts.</summary>
    public IEnumerable<UsageRows> Tables()
    {
        yield return new UsageRows("by-model", "By model", "Model", [.. Report.Models.Select(row => new UsageRow(row.Model, row.Counts))]);
        yield return new UsageRows("by-team", "By team", "Team", [.. Report.Teams.Select(row => new UsageRow(row.TeamId, row.Counts))]);
        yield return new UsageRows("by-user", "By account", "Account", [.. Report.Users.Select(UserRow)]);
        yield return new UsageRows(
            "by-key", "By key", "Key", [.. Report.Keys.Select(row => new UsageRow(row.KeyId, row.Counts) { Aside = row.UserId?.ToString() })]);
    }

    private static UsageRow UserRow(UsageOfUser row) => row.UserId is { } user
        ? new UsageRow(user.ToString(), row.Counts) { Link = $"/admin?user={user}" }
        : new UsageRow("Erased accounts", row.Counts) { IsCode = false };
}

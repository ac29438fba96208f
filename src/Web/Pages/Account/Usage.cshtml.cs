using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.GetLimits;
using AkashChat.Application.Usage;
using AkashChat.Application.Usage.GetUsageReport;
using AkashChat.Application.Usage.ListRefusals;
using AkashChat.Application.Usage.Refusals;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;
using AkashChat.Web.Common;
using Microsoft.AspNetCore.Mvc;

namespace AkashChat.Web.Pages.Account;

/// <summary>What the visitor's keys were used for, what is left of their limits, and what was refused.</summary>
public sealed class UsageModel(IDispatcher dispatcher, TimeProvider clock) : AccountPageModel(dispatcher)
{
    /// <summary>The times that can be chosen, in days.</summary>
    public static readonly IReadOnlyList<int> Choices = [7, 30, 90];

    /// <summary>How many days are told of.</summary>
    public int Days { get; private set; }

    /// <summary>The last of them.</summary>
    public DateOnly Today { get; private set; }

    /// <summary>What was used.</summary>
    public UsageReport Report { get; private set; } = null!;

    /// <summary>Where the limits stand; null: nobody can tell at the moment.</summary>
    public OwnLimits? Limits { get; private set; }

    /// <summary>The last refusals, the newest first.</summary>
    public IReadOnlyList<Refusal> Refusals { get; private set; } = [];

    /// <summary>What keys are called, by their ids.</summary>
    public IReadOnlyDictionary<string, string> Names { get; private set; } = new Dictionary<string, string>();

    /// <summary>The limits that several keys share, once each.</summary>
    public IEnumerable<LimitState> Shared =>
        (Limits?.Keys ?? []).SelectMany(key => key.Limits).Where(state => state.Rule.Level != LimitLevel.Key).DistinctBy(state => state.Counter);

    /// <summary>Shows the page.</summary>
    /// <param name="days">How many days are wanted; anything that cannot be chosen is the usual.</param>
    /// <param name="cancellationToken">The visitor has left.</param>
    public async Task<IActionResult> OnGetAsync(int? days, CancellationToken cancellationToken)
    {
        Days = days is { } chosen && Choices.Contains(chosen) ? chosen : 30;
        Today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var report = await Dispatcher.SendAsync(new GetUsageReportQuery(Visitor, Days), cancellationToken);
        if (!report.IsSuccess)
        {
            return LeaveFor(report.Error);
        }

        var limits = await Dispatcher.SendAsync(new GetLimitsQuery(Visitor, null), cancellationToken);
        if (!limits.IsSuccess && limits.Error.Code != LimitErrors.StoreUnavailable.Code)
        {
            return LeaveFor(limits.Error);
        }

        var refusals = await Dispatcher.SendAsync(new ListRefusalsQuery(Visitor), cancellationToken);
        if (!refusals.IsSuccess)
        {
            return LeaveFor(refusals.Error);
        }

        (Report, Refusals) = (report.Value, refusals.Value);
        Limits = limits.IsSuccess ? limits.Value : null;
        Names = (Limits?.Keys ?? []).ToDictionary(key => key.Key.Id.Value, key => key.Key.Name);
        return Page();
    }

    /// <summary>The keys that were used, with their names.</summary>
    public UsageRows KeyRows() => new(
        "by-key",
        "By key",
        "Key",
        [
            .. Report.Keys.Select(key => Names.TryGetValue(key.KeyId, out var name)
                ? new UsageRow(name, key.Counts) { Aside = key.KeyId, Link = $"/account/keys/{key.KeyId}", IsCode = false }
                : new UsageRow(key.KeyId, key.Counts)),
        ]);
}

using AkashChat.Application.Accounts;
using AkashChat.Application.Accounts.GetActCounts;
using AkashChat.Application.Accounts.ListAuditEntries;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Gateway.GetCatalogState;
using AkashChat.Application.Keys.GetServiceCounts;
using AkashChat.Domain.Accounts;
using AkashChat.Web.Common;
using Microsoft.AspNetCore.Mvc;

namespace AkashChat.Web.Pages;

/// <summary>What the operator sees: counts, limits, and the audit trail.</summary>
public sealed class AdminModel(IDispatcher dispatcher) : AccountPageModel(dispatcher)
{
    private const int Most = 100;

    /// <summary>Users, keys, and how much is asked for.</summary>
    public ServiceOverview Overview { get; private set; } = null!;

    /// <summary>The configuration in force.</summary>
    public CatalogState Catalog { get; private set; } = null!;

    /// <summary>Today's counts of guarded acts.</summary>
    public ActCountsView Acts { get; private set; } = null!;

    /// <summary>The newest entries of the audit trail.</summary>
    public IReadOnlyList<AuditView> Trail { get; private set; } = [];

    /// <summary>Of which account the trail is; null: of all.</summary>
    public Guid? Of { get; private set; }

    /// <summary>Shows the page.</summary>
    /// <param name="user">Of which account the trail is wanted.</param>
    /// <param name="cancellationToken">The visitor has left.</param>
    public async Task<IActionResult> OnGetAsync(Guid? user, CancellationToken cancellationToken)
    {
        Of = user;
        var overview = await Dispatcher.SendAsync(new GetServiceCountsQuery(Visitor), cancellationToken);
        if (!overview.IsSuccess)
        {
            return LeaveFor(overview.Error);
        }

        var catalog = await Dispatcher.SendAsync(new GetCatalogStateQuery(Visitor), cancellationToken);
        if (!catalog.IsSuccess)
        {
            return LeaveFor(catalog.Error);
        }

        var acts = await Dispatcher.SendAsync(new GetActCountsQuery(Visitor), cancellationToken);
        if (!acts.IsSuccess)
        {
            return LeaveFor(acts.Error);
        }

        UserId? of = user is { } id ? new UserId(id) : null;
        var trail = await Dispatcher.SendAsync(new ListAuditEntriesQuery(Visitor, of, Most), cancellationToken);
        if (!trail.IsSuccess)
        {
            return LeaveFor(trail.Error);
        }

        (Overview, Catalog, Acts, Trail) = (overview.Value, catalog.Value, acts.Value, trail.Value);
        return Page();
    }

    /// <summary>An actor in words.</summary>
    public static string NameOf(AuditActor actor) => actor switch
    {
        AuditActor.User => "User",
        AuditActor.KeyHolder => "Somebody with the key",
        AuditActor.GitHub => "GitHub",
        _ => "Operator",
    };
}

using AkashChat.Application.Accounts;
using AkashChat.Application.Accounts.GetAuditTrail;
using AkashChat.Application.Accounts.GetConsents;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.ChangeConsent;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Web.Common;
using Microsoft.AspNetCore.Mvc;

namespace AkashChat.Web.Pages.Account;

/// <summary>What the visitor agreed to, what we hold about them, and what was done with their account.</summary>
public sealed class DataModel(IDispatcher dispatcher) : AccountPageModel(dispatcher)
{
    /// <summary>What they agreed to.</summary>
    public ConsentsView Consents { get; private set; } = null!;

    /// <summary>What was done with the account, the newest first.</summary>
    public IReadOnlyList<AuditView> Trail { get; private set; } = [];

    /// <summary>Shows the page.</summary>
    public IActionResult OnGet() => Page();

    /// <summary>Accepts the terms, or withdraws that.</summary>
    /// <param name="given">Which of the two; null: the form was tampered with.</param>
    /// <param name="cancellationToken">The visitor has left.</param>
    public Task<IActionResult> OnPostTermsAsync(bool? given, CancellationToken cancellationToken) =>
        ChangeAsync(ConsentKind.Terms, given, cancellationToken);

    /// <summary>Allows messages, or withdraws that.</summary>
    /// <param name="given">Which of the two; null: the form was tampered with.</param>
    /// <param name="cancellationToken">The visitor has left.</param>
    public Task<IActionResult> OnPostMessagesAsync(bool? given, CancellationToken cancellationToken) =>
        ChangeAsync(ConsentKind.Messages, given, cancellationToken);

    /// <inheritdoc/>
    protected override async Task<Error?> LoadAsync(CancellationToken cancellationToken)
    {
        var consents = await Dispatcher.SendAsync(new GetConsentsQuery(Visitor), cancellationToken);
        if (!consents.IsSuccess)
        {
            return consents.Error;
        }

        var trail = await Dispatcher.SendAsync(new GetAuditTrailQuery(Visitor), cancellationToken);
        if (!trail.IsSuccess)
        {
            return trail.Error;
        }

        (Consents, Trail) = (consents.Value, trail.Value);
        return null;
    }

    private async Task<IActionResult> ChangeAsync(ConsentKind kind, bool? given, CancellationToken cancellationToken)
    {
        var changed = await Dispatcher.SendAsync(new ChangeConsentCommand(Visitor, kind, given), cancellationToken);
        return changed.IsSuccess ? RedirectToPage() : Refuse(changed.Error);
    }
}

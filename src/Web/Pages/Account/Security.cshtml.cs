using AkashChat.Api.Accounts;
using AkashChat.Application.Accounts.ListSessions;
using AkashChat.Application.Accounts.ReplaceRecoveryCode;
using AkashChat.Application.Accounts.SignOutEverywhere;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Web.Common;
using Microsoft.AspNetCore.Mvc;

namespace AkashChat.Web.Pages.Account;

/// <summary>How the visitor gets into the account: signed-in browsers, the recovery code, and the sign-in if there is one.</summary>
public sealed class SecurityModel(IDispatcher dispatcher) : AccountPageModel(dispatcher)
{
    /// <summary>The signed-in browsers, the newest sign-in first.</summary>
    public IReadOnlyList<SessionView> Sessions { get; private set; } = [];

    /// <summary>The new recovery code, for this one answer; it is kept nowhere.</summary>
    public RecoveryCode? NewCode { get; private set; }

    /// <summary>Whether there is a recovery code, with the one just made.</summary>
    public bool HasCode => NewCode is not null || Account.HasRecoveryCode;

    /// <summary>Shows the page.</summary>
    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(null, cancellationToken);

    /// <summary>Makes a new recovery code and shows it.</summary>
    public async Task<IActionResult> OnPostRecoveryCodeAsync(CancellationToken cancellationToken)
    {
        var replaced = await Dispatcher.SendAsync(new ReplaceRecoveryCodeCommand(Visitor), cancellationToken);
        NewCode = replaced.IsSuccess ? replaced.Value : null;
        return await ShowAsync(replaced.IsSuccess ? null : replaced.Error, cancellationToken);
    }

    /// <summary>Ends all sessions, this one too.</summary>
    public async Task<IActionResult> OnPostSignOutEverywhereAsync(CancellationToken cancellationToken)
    {
        var ended = await Dispatcher.SendAsync(new SignOutEverywhereCommand(Visitor), cancellationToken);
        if (!ended.IsSuccess)
        {
            return await ShowAsync(ended.Error, cancellationToken);
        }

        SessionCookie.Delete(HttpContext);
        return RedirectToPage("/Index");
    }

    private async Task<IActionResult> ShowAsync(Error? refused, CancellationToken cancellationToken)
    {
        var listed = await Dispatcher.SendAsync(new ListSessionsQuery(Visitor, SessionCookie.Read(HttpContext)), cancellationToken);
        if (!listed.IsSuccess)
        {
            return LeaveFor(listed.Error);
        }

        Sessions = listed.Value;
        return refused is null ? Page() : Refuse(refused);
    }
}

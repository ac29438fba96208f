using AkashChat.Api.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Usage.EraseAccount;
using AkashChat.Domain.Accounts;
using AkashChat.Web.Common;
using Microsoft.AspNetCore.Mvc;

namespace AkashChat.Web.Pages.Account;

/// <summary>Asks once more, then deletes the account.</summary>
public sealed class DeleteModel(IDispatcher dispatcher) : AccountPageModel(dispatcher)
{
    /// <summary>Shows what will be deleted and what stays.</summary>
    public void OnGet()
    {
        // There is nothing to load: the page says the same to everybody.
    }

    /// <summary>Deletes the account, if that was confirmed.</summary>
    /// <param name="confirm">The words of the ticked box.</param>
    /// <param name="cancellationToken">The visitor has left.</param>
    public async Task<IActionResult> OnPostAsync(string? confirm, CancellationToken cancellationToken)
    {
        var erased = await Dispatcher.SendAsync(new EraseAccountCommand(Visitor, confirm), cancellationToken);
        if (!erased.IsSuccess)
        {
            return erased.Error.Code == AccountErrors.NotSignedIn.Code ? LeaveFor(erased.Error) : Refuse(erased.Error);
        }

        SessionCookie.Delete(HttpContext);
        return RedirectToPage("/Account/Deleted");
    }
}

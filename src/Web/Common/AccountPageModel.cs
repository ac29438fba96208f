using AkashChat.Api.Accounts;
using AkashChat.Api.Common;
using AkashChat.Application.Accounts.GetAccount;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AkashChat.Web.Common;

/// <summary>A page that only a signed-in visitor sees. Its handlers run with <see cref="Visitor"/> and <see cref="Account"/> known.</summary>
/// <param name="dispatcher">Takes messages to their handlers.</param>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public abstract class AccountPageModel(IDispatcher dispatcher) : PageModel
{
    /// <summary>Who is signed in.</summary>
    public Visitor Visitor { get; private set; } = null!;

    /// <summary>Their account, as it was before the handler ran.</summary>
    public AccountView Account { get; private set; } = null!;

    /// <summary>What is wrong with the form.</summary>
    public FormErrors? Errors { get; protected set; }

    /// <summary>Takes messages to their handlers.</summary>
    protected IDispatcher Dispatcher { get; } = dispatcher;

    /// <inheritdoc/>
    /// <remarks>Marked, because by its name the framework would take it for the handler of an HTTP method called PAGE.</remarks>
    [NonHandler]
    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var visitor = HttpContext.GetVisitor();
        if (!visitor.IsSuccess)
        {
            context.Result = LeaveFor(visitor.Error);
            return;
        }

        var account = await Dispatcher.SendAsync(new GetAccountQuery(visitor.Value.UserId), HttpContext.RequestAborted);
        if (!account.IsSuccess)
        {
            context.Result = LeaveFor(account.Error);
            return;
        }

        (Visitor, Account) = (visitor.Value, account.Value);
        if (await LoadAsync(HttpContext.RequestAborted) is { } missing)
        {
            context.Result = LeaveFor(missing);
            return;
        }

        await next();
    }

    /// <summary>Loads what the page is about, before its handlers run.</summary>
    /// <returns>Why it cannot be shown; null: it is loaded.</returns>
    protected virtual Task<Error?> LoadAsync(CancellationToken cancellationToken) => Task.FromResult<Error?>(null);

    /// <summary>Shows the page again with what was wrong, under the error's status.</summary>
    protected IActionResult Refuse(Error error)
    {
        ArgumentNullException.ThrowIfNull(error);
        Errors = FormErrors.Of(error);
        Response.SetErrorHead(error);
        return Page();
    }

    /// <summary>The way out for a visitor who is not, or no longer, signed in; or the page of the error's status.</summary>
    protected IActionResult LeaveFor(Error error)
    {
        ArgumentNullException.ThrowIfNull(error);
        if (error.Code != AccountErrors.NotSignedIn.Code)
        {
            return StatusCode(error.Kind.ToStatus());
        }

        // The account is gone; a cookie that leads to nothing is of no use.
        SessionCookie.Delete(HttpContext);
        return RedirectToPage("/Keys/New");
    }
}

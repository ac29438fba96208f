using AkashChat.Api.Accounts;
using AkashChat.Application.Accounts.GetAccount;
using AkashChat.Application.Accounts.SignOut;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys;
using AkashChat.Application.Keys.ListApiKeys;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using AkashChat.Web.Common;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AkashChat.Web.Pages.Account;

/// <summary>The visitor's own account and keys.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class IndexModel(IDispatcher dispatcher, TimeProvider clock) : PageModel
{
    /// <summary>The account.</summary>
    public AccountView Account { get; private set; } = null!;

    /// <summary>The account's keys, the newest first.</summary>
    public IReadOnlyList<KeyView> Keys { get; private set; } = [];

    /// <summary>Whether any key can be used now.</summary>
    public bool HasActiveKey => Keys.Any(key => key.State == KeyState.Active);

    /// <summary>What the tier is called.</summary>
    public string TierName => Account.Tier == Tier.Permissionless ? "Permissionless" : "Extended";

    /// <summary>Shows the account, or the way to one.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (HttpContext.AreSessionsUnknown())
        {
            return StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        if (User.FindUserId() is not { } userId)
        {
            return RedirectToPage("/Keys/New");
        }

        var account = await dispatcher.SendAsync(new GetAccountQuery(userId), cancellationToken);
        if (!account.IsSuccess)
        {
            return LeaveFor(account.Error);
        }

        var keys = await dispatcher.SendAsync(new ListApiKeysQuery(userId), cancellationToken);
        if (!keys.IsSuccess)
        {
            return LeaveFor(keys.Error);
        }

        Account = account.Value;
        Keys = keys.Value;
        return Page();
    }

    /// <summary>Ends the session.</summary>
    public async Task<IActionResult> OnPostSignOutAsync(CancellationToken cancellationToken)
    {
        if (SessionCookie.Read(HttpContext) is { } token)
        {
            var ended = await dispatcher.SendAsync(new SignOutCommand(token), cancellationToken);
            if (!ended.IsSuccess)
            {
                return StatusCode(ended.Error.Kind.ToStatus());
            }
        }

        SessionCookie.Delete(HttpContext);
        return RedirectToPage("/Index");
    }

    /// <summary>How far off a key's end is, in words.</summary>
    public string Until(DateTimeOffset end) =>
        end - clock.GetUtcNow() is { Ticks: > 0 } left ? $"in {Spell.Span(left)}" : $"{Spell.Span(clock.GetUtcNow() - end)} ago";

    /// <summary>The class of a state's badge.</summary>
    public static string BadgeOf(KeyState state) => state switch
    {
        KeyState.Active => "badge--good",
        KeyState.Revoked => "badge--bad",
        KeyState.Disabled or KeyState.Issuing => "badge--fair",
        _ => "badge--plain",
    };

    private IActionResult LeaveFor(Error error)
    {
        if (error.Kind != ErrorKind.Unauthenticated)
        {
            return StatusCode(error.Kind.ToStatus());
        }

        // The session outlived its account; without its cookie the visitor can start anew.
        SessionCookie.Delete(HttpContext);
        return RedirectToPage("/Keys/New");
    }
}

using AkashChat.Api.Accounts;
using AkashChat.Application.Accounts.SignOut;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys;
using AkashChat.Application.Keys.ListApiKeys;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using AkashChat.Web.Common;
using Microsoft.AspNetCore.Mvc;

namespace AkashChat.Web.Pages.Account;

/// <summary>The visitor's own account and keys.</summary>
public sealed class IndexModel(IDispatcher dispatcher, TimeProvider clock) : AccountPageModel(dispatcher)
{
    /// <summary>The account's keys, the newest first.</summary>
    public IReadOnlyList<KeyView> Keys { get; private set; } = [];

    /// <summary>Whether any key can be used now.</summary>
    public bool HasActiveKey => Keys.Any(key => key.State == KeyState.Active);

    /// <summary>What the tier is called.</summary>
    public string TierName => Account.Tier == Tier.Permissionless ? "Permissionless" : "Extended";

    /// <summary>Shows the account.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        var keys = await Dispatcher.SendAsync(new ListApiKeysQuery(Visitor.UserId), cancellationToken);
        if (!keys.IsSuccess)
        {
            return LeaveFor(keys.Error);
        }

        Keys = keys.Value;
        return Page();
    }

    /// <summary>Ends the session.</summary>
    public async Task<IActionResult> OnPostSignOutAsync(CancellationToken cancellationToken)
    {
        if (SessionCookie.Read(HttpContext) is { } token)
        {
            var ended = await Dispatcher.SendAsync(new SignOutCommand(token), cancellationToken);
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
}

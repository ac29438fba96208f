using AkashChat.Api.Accounts;
using AkashChat.Application.Accounts.SignOut;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys;
using AkashChat.Application.Keys.ListApiKeys;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Web.Common;
using Microsoft.AspNetCore.Mvc;

namespace AkashChat.Web.Pages.Account;

/// <summary>The visitor's own account and keys.</summary>
public sealed class IndexModel(IDispatcher dispatcher, KeyPolicies policies, TimeProvider clock) : AccountPageModel(dispatcher)
{
    /// <summary>The account's keys, the newest first.</summary>
    public IReadOnlyList<KeyCard> Keys { get; private set; } = [];

    /// <summary>Whether one more key can be made.</summary>
    public KeyPlaces Places { get; private set; } = null!;

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

        var (policy, now) = (policies.For(Account.Tier), clock.GetUtcNow());
        Keys = [.. keys.Value.Select(key => new KeyCard(key, policy, now))];
        Places = KeyPlaces.Of(keys.Value, policy, now);
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
}

using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys;
using AkashChat.Application.Keys.RevokeApiKey;
using AkashChat.Domain.Keys;
using AkashChat.Web.Common;
using Microsoft.AspNetCore.Mvc;

namespace AkashChat.Web.Pages.Account.Keys;

/// <summary>Asks once more before a key ends for good.</summary>
public sealed class RevokeModel(IDispatcher dispatcher, KeyPolicies policies, TimeProvider clock) : KeyPageModel(dispatcher, policies, clock)
{
    /// <summary>Asks.</summary>
    public IActionResult OnGet() => Key.State == KeyState.Revoked ? ToDetails() : Page();

    /// <summary>Revokes.</summary>
    public Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) =>
        ActAsync(new RevokeApiKeyCommand(Visitor, KeyId), KeyDone.Revoked, cancellationToken);
}

using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Application.Keys.RenewApiKey;
using AkashChat.Domain.Accounts;
using AkashChat.Web.Common;
using Microsoft.AspNetCore.Mvc;

namespace AkashChat.Web.Pages.Account.Keys;

/// <summary>Begins a key's lifetime anew, before or after its end. The permissionless tier pays with a challenge.</summary>
public sealed class RenewModel(IDispatcher dispatcher, ChallengeDesk desk, KeyPolicies policies, TimeProvider clock)
    : KeyPageModel(dispatcher, policies, clock)
{
    /// <summary>What the form's button says.</summary>
    public const string Button = "Renew the key";

    /// <summary>Whether the terms are accepted with the act.</summary>
    [BindProperty]
    public bool AcceptsTerms { get; set; }

    /// <summary>What the visitor pays with.</summary>
    [BindProperty]
    public ChallengeForm Payment { get; set; } = new();

    /// <summary>Whether the visitor pays at all.</summary>
    public bool Pays => Account.Tier == Tier.Permissionless;

    /// <summary>The wait, while there is one.</summary>
    public WaitingForm Waiting => new(
        $"~/account/keys/{Key.Id}/renew", Payment, new Dictionary<string, string?> { ["acceptsTerms"] = AcceptsTerms ? "true" : "false" });

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!Card.MayRenew)
        {
            return ToDetails();
        }

        return Pays && await desk.IssueAsync(Payment, HttpContext, cancellationToken) is { } unavailable ? Refuse(unavailable) : Page();
    }

    /// <summary>Renews.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!Pays)
        {
            return await ActAsync(CommandWith(null), KeyDone.Renewed, cancellationToken);
        }

        var renewed = await desk.PayAsync(Payment, HttpContext, CommandWith, cancellationToken);
        if (renewed.IsSuccess)
        {
            return ToDetails(KeyDone.Renewed);
        }

        if (IsLeaving(renewed.Error))
        {
            return LeaveFor(renewed.Error);
        }

        Errors = await desk.RefuseAsync(Payment, HttpContext, renewed.Error, Button, cancellationToken);
        return Page();
    }

    private RenewApiKeyCommand CommandWith(ChallengeAnswer? answer) => new(Visitor, KeyId, AcceptsTerms, answer);
}

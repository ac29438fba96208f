using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Application.Keys.CreateApiKey;
using AkashChat.Application.Keys.ListApiKeys;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Web.Common;
using Microsoft.AspNetCore.Mvc;

namespace AkashChat.Web.Pages.Account.Keys;

/// <summary>Makes one more key for the account. The permissionless tier pays with a challenge.</summary>
public sealed class NewModel(IDispatcher dispatcher, ChallengeDesk desk, KeyPolicies policies, TimeProvider clock) : AccountPageModel(dispatcher)
{
    /// <summary>What the form's button says.</summary>
    public const string Button = "Make the key";

    /// <summary>What the visitor calls the key.</summary>
    [BindProperty]
    public string? KeyName { get; set; }

    /// <summary>Whether the terms are accepted with the act.</summary>
    [BindProperty]
    public bool AcceptsTerms { get; set; }

    /// <summary>What the visitor pays with.</summary>
    [BindProperty]
    public ChallengeForm Payment { get; set; } = new();

    /// <summary>Whether the visitor pays at all.</summary>
    public bool Pays => Account.Tier == Tier.Permissionless;

    /// <summary>Whether a key can be made now.</summary>
    public KeyPlaces Places { get; private set; } = null!;

    /// <summary>The new key, for this one answer.</summary>
    public NewSecret? Secret { get; private set; }

    /// <summary>The wait, while there is one.</summary>
    public WaitingForm Waiting => new(
        "~/account/keys/new",
        Payment,
        new Dictionary<string, string?> { ["keyName"] = KeyName, ["acceptsTerms"] = AcceptsTerms ? "true" : "false" });

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        Pays && Places.AreFree && await desk.IssueAsync(Payment, HttpContext, cancellationToken) is { } unavailable
            ? Refuse(unavailable)
            : Page();

    /// <summary>Makes the key.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var created = Pays
            ? await desk.PayAsync(Payment, HttpContext, CommandWith, cancellationToken)
            : await Dispatcher.SendAsync(CommandWith(null), cancellationToken);
        if (created.IsSuccess)
        {
            Secret = await NewSecret.OfAsync(created.Value.Key, created.Value.Secret, Request, Dispatcher, cancellationToken);
            return Page();
        }

        if (created.Error.Code == AccountErrors.NotSignedIn.Code)
        {
            return LeaveFor(created.Error);
        }

        if (!Pays)
        {
            return Refuse(created.Error);
        }

        Errors = await desk.RefuseAsync(Payment, HttpContext, created.Error, Button, cancellationToken);
        return Page();
    }

    /// <inheritdoc/>
    protected override async Task<Error?> LoadAsync(CancellationToken cancellationToken)
    {
        var keys = await Dispatcher.SendAsync(new ListApiKeysQuery(Visitor.UserId), cancellationToken);
        if (!keys.IsSuccess)
        {
            return keys.Error;
        }

        Places = KeyPlaces.Of(keys.Value, policies.For(Account.Tier), clock.GetUtcNow());
        return null;
    }

    private CreateApiKeyCommand CommandWith(ChallengeAnswer? answer) => new(Visitor, KeyName ?? string.Empty, AcceptsTerms, answer);
}

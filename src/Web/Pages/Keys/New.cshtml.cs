using AkashChat.Api.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Application.Keys.ClaimApiKey;
using AkashChat.Web.Common;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AkashChat.Web.Pages.Keys;

/// <summary>Gets a key without an account: the form, the wait for browsers without scripts, and the key, shown once.</summary>
/// <remarks>
/// The form checks its anti-forgery token itself, because the filter's bare 400 would lose what was typed. That happens to
/// honest visitors: the token is bound to the sign-in, and getting a key in another tab signs in.
/// </remarks>
[IgnoreAntiforgeryToken(Order = 1001)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class NewModel(IDispatcher dispatcher, ChallengeDesk desk, IAntiforgery antiforgery) : PageModel
{
    /// <summary>What the form's button says.</summary>
    public const string Button = "Get my key";

    /// <summary>What the visitor calls the key.</summary>
    [BindProperty]
    public string? KeyName { get; set; }

    /// <summary>What it is for.</summary>
    [BindProperty]
    public string? Purpose { get; set; }

    /// <summary>Whether the visitor accepts the terms.</summary>
    [BindProperty]
    public bool AcceptsTerms { get; set; }

    /// <summary>Whether the visitor wants messages.</summary>
    [BindProperty]
    public bool AcceptsMessages { get; set; }

    /// <summary>What the visitor pays with.</summary>
    [BindProperty]
    public ChallengeForm Payment { get; set; } = new();

    /// <summary>The waiting page's form.</summary>
    public WaitingForm Waiting => new("~/keys/new", Payment, new Dictionary<string, string?>
    {
        ["keyName"] = KeyName,
        ["purpose"] = Purpose,
        ["acceptsTerms"] = AcceptsTerms ? "true" : "false",
        ["acceptsMessages"] = AcceptsMessages ? "true" : "false",
    });

    /// <summary>The new key, for this one answer; it is kept nowhere.</summary>
    public ClaimedApiKey? Claimed { get; private set; }

    /// <summary>Its secret, as the page shows it.</summary>
    public NewSecret? Secret { get; private set; }

    /// <summary>What is wrong with the form.</summary>
    public FormErrors? Errors { get; private set; }

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        KeyName = "My first key";
        return await ShowFormAsync(null, cancellationToken);
    }

    /// <summary>Gets the key, or says what is missing.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await IsOwnFormAsync())
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            return await ShowFormAsync(StaleForm(), cancellationToken);
        }

        var claimed = await desk.PayAsync(Payment, HttpContext, CommandWith, cancellationToken);
        if (claimed.IsSuccess)
        {
            return await ShowKeyAsync(claimed.Value, cancellationToken);
        }

        Errors = await desk.RefuseAsync(Payment, HttpContext, claimed.Error, Button, cancellationToken);
        return Page();
    }

    private async Task<IActionResult> ShowKeyAsync(ClaimedApiKey claimed, CancellationToken cancellationToken)
    {
        await HttpContext.ChangeSessionAsync(dispatcher, claimed.Session, claimed.SessionExpiresAt, cancellationToken);
        Secret = await NewSecret.OfAsync(claimed.Key, claimed.Secret, Request, dispatcher, cancellationToken);
        Claimed = claimed;
        return Page();
    }

    private async Task<IActionResult> ShowFormAsync(FormErrors? errors, CancellationToken cancellationToken)
    {
        var unavailable = await desk.IssueAsync(Payment, HttpContext, cancellationToken);
        Errors = errors ?? (unavailable is null ? null : FormErrors.Of(unavailable));
        return Page();
    }

    // Browsers send line breaks of a text area as two characters but count them as one against maxlength.
    private ClaimApiKeyCommand CommandWith(ChallengeAnswer? answer) => new(
        KeyName ?? string.Empty,
        Purpose?.ReplaceLineEndings("\n"),
        AcceptsTerms,
        AcceptsMessages,
        answer ?? ChallengeAnswer.None,
        HttpContext.GetClientNetwork());

    private async Task<bool> IsOwnFormAsync()
    {
        try
        {
            await antiforgery.ValidateRequestAsync(HttpContext);
            return true;
        }
        catch (AntiforgeryValidationException)
        {
            return false;
        }
    }

    private FormErrors StaleForm() => User.FindUserId() is null
        ? FormErrors.Of("The form was open for too long, or cookies are switched off.", $"Nothing you typed is lost. Press “{Button}” again.")
        : FormErrors.Of(
            "You have signed in since this form was opened.",
            $"If you have just got a key, it is on your account page. For another one, press “{Button}” again.");
}

using AkashChat.Api.Accounts;
using AkashChat.Application.Catalog.ListModels;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Application.Keys.ClaimApiKey;
using AkashChat.Application.Keys.IssueChallenge;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
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
public sealed class NewModel(IDispatcher dispatcher, IAntiforgery antiforgery, TimeProvider clock) : PageModel
{
    private const string TryAgain = "Nothing you typed is lost. Press “Get my key” again.";

    /// <summary>What the visitor calls the key.</summary>
    [BindProperty]
    public string? KeyName { get; set; }

    /// <summary>What it is for.</summary>
    [BindProperty]
    public string? Purpose { get; set; }

    /// <summary>Whether the visitor accepts the terms.</summary>
    [BindProperty]
    public bool AcceptsTerms { get; set; }

    /// <summary>The sealed proof-of-work challenge.</summary>
    [BindProperty(Name = "challenge")]
    public string? SealedChallenge { get; set; }

    /// <summary>Its solution; empty without scripts.</summary>
    [BindProperty]
    public string? Solution { get; set; }

    /// <summary>The sealed waiting ticket, on the waiting page.</summary>
    [BindProperty]
    public string? Ticket { get; set; }

    /// <summary>The puzzle to solve; null: the solution is there already, or there is none to be had.</summary>
    public IssuedChallenge? Puzzle { get; private set; }

    /// <summary>How long there is to wait; null: this is not the waiting page.</summary>
    public TimeSpan? Wait { get; private set; }

    /// <summary>Whether the visitor pressed on before the ticket was ripe.</summary>
    public bool PressedTooEarly { get; private set; }

    /// <summary>The new key, for this one answer; it is kept nowhere.</summary>
    public ClaimedApiKey? Claimed { get; private set; }

    /// <summary>Requests with the new key in them.</summary>
    public CodeExamples? Examples { get; private set; }

    /// <summary>What is wrong with the form.</summary>
    public FormErrors? Errors { get; private set; }

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        KeyName = "My first key";
        return await ShowFormAsync(null, StatusCodes.Status200OK, cancellationToken);
    }

    /// <summary>Gets the key, or says what is missing.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await IsOwnFormAsync())
        {
            return await ShowFormAsync(StaleForm(), StatusCodes.Status400BadRequest, cancellationToken);
        }

        if (Ticket is null && Solution is null)
        {
            return await OfferTicketAsync(cancellationToken);
        }

        var command = Ticket is null ? CommandWith(SealedChallenge, Solution) : CommandWith(Ticket, null);
        var claimed = await dispatcher.SendAsync(command, cancellationToken);
        return claimed.IsSuccess
            ? await ShowKeyAsync(claimed.Value, cancellationToken)
            : await ShowFailureAsync(claimed.Error, cancellationToken);
    }

    private async Task<IActionResult> OfferTicketAsync(CancellationToken cancellationToken)
    {
        // Without a challenge the command always fails its checks, and tells by its fields whether anything else is wrong:
        // nobody shall wait only to learn that the name is missing.
        var refused = await dispatcher.SendAsync(CommandWith(null, null), cancellationToken);
        var fields = refused.Error.Fields.Where(pair => pair.Key != "challenge").ToDictionary();
        if (fields.Count > 0)
        {
            return await ShowFailureAsync(refused.Error with { Fields = fields }, cancellationToken);
        }

        var issued = await dispatcher.SendAsync(
            new IssueChallengeCommand(ChallengeKind.WaitingTicket, HttpContext.GetClientNetwork()), cancellationToken);
        if (!issued.IsSuccess)
        {
            return await ShowFailureAsync(issued.Error, cancellationToken);
        }

        Ticket = issued.Value.Text;
        Wait = issued.Value.NotBefore - clock.GetUtcNow();
        return Page();
    }

    private async Task<IActionResult> ShowKeyAsync(ClaimedApiKey claimed, CancellationToken cancellationToken)
    {
        SessionCookie.Write(HttpContext, claimed.Session, claimed.SessionExpiresAt);
        var listed = await dispatcher.SendAsync(new ListModelsQuery(), cancellationToken);
        var model = CodeExamples.ChatModelOf(listed.IsSuccess ? listed.Value : []);
        Examples = new CodeExamples(Request.ApiBaseUrl(), claimed.Secret.Reveal(), model);
        Claimed = claimed;
        return Page();
    }

    private async Task<IActionResult> ShowFailureAsync(Error error, CancellationToken cancellationToken)
    {
        var status = error.Kind.ToStatus();
        if (error.Code == KeyErrors.TicketTooEarly.Code && Ticket is not null)
        {
            Wait = error.RetryAfter ?? TimeSpan.FromSeconds(1);
            PressedTooEarly = true;
            Response.StatusCode = status;
            return Page();
        }

        if (error.Fields.Keys.Any(field => field is "challenge" or "solution"))
        {
            error = KeyErrors.ChallengeInvalid;
        }

        if (error.Field is "challenge" or "solution" && error.Code != KeyErrors.TicketLimit.Code)
        {
            return await ShowFormAsync(FormErrors.Of(Explain(error), TryAgain), status, cancellationToken);
        }

        // Faults of the other fields are found before the challenge is looked at: a solution that is there stays good.
        var keepSolution = error.Fields.Count > 0 && SealedChallenge is not null && Solution is not null;
        return await ShowFormAsync(FormErrors.Of(error), status, cancellationToken, keepSolution);
    }

    private async Task<IActionResult> ShowFormAsync(
        FormErrors? errors, int status, CancellationToken cancellationToken, bool keepSolution = false)
    {
        Errors = errors;
        Response.StatusCode = status;
        if (keepSolution)
        {
            return Page();
        }

        (SealedChallenge, Solution, Ticket) = (null, null, null);
        var issued = await dispatcher.SendAsync(
            new IssueChallengeCommand(ChallengeKind.ProofOfWork, HttpContext.GetClientNetwork()), cancellationToken);
        if (issued.IsSuccess)
        {
            Puzzle = issued.Value;
            SealedChallenge = issued.Value.Text;
        }
        else
        {
            Errors ??= FormErrors.Of(issued.Error);
        }

        return Page();
    }

    // Browsers send line breaks of a text area as two characters but count them as one against maxlength.
    private ClaimApiKeyCommand CommandWith(string? challenge, string? solution) => new(
        KeyName ?? string.Empty,
        Purpose?.ReplaceLineEndings("\n"),
        AcceptsTerms,
        AcceptsMessages: false,
        new ChallengeAnswer(challenge, solution),
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
        ? FormErrors.Of("The form was open for too long, or cookies are switched off.", TryAgain)
        : FormErrors.Of(
            "You have signed in since this form was opened.",
            "If you have just got a key, it is on your account page. For another one, press “Get my key” again.");

    private static string Explain(Error error) => error.Code switch
    {
        "keys.challenge_replayed" => "This form was sent before, and each puzzle works once. If you already have a key, it is on your account page.",
        "keys.challenge_expired" => "The form was open for too long; its puzzle has expired.",
        "keys.challenge_unsolved" => "The puzzle was not solved.",
        _ => "The puzzle was not one for your network. Perhaps your connection has changed.",
    };
}

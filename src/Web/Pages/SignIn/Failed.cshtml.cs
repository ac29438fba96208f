using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Web.Common;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AkashChat.Web.Pages.SignIn;

/// <summary>Explains why a sign-in came to nothing. The address has the error's code alone: nothing of the person, nothing of the provider's answer.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class FailedModel(IOpenIdProvider provider, ActLimits limits) : PageModel
{
    private static readonly Error[] Known =
    [
        AccountErrors.SignInFailed, AccountErrors.ProviderUnavailable, AccountErrors.AddressUnverified, AccountErrors.IdentityTaken,
        AccountErrors.AlreadyAttached, AccountErrors.NotSignedIn, AccountErrors.ActLimit, CommonErrors.StoreUnavailable, CommonErrors.ChangedMeanwhile,
    ];

    /// <summary>What happened.</summary>
    public Error Error { get; private set; } = AccountErrors.SignInFailed;

    /// <summary>What happened, in a few words.</summary>
    public string Headline { get; private set; } = string.Empty;

    /// <summary>What it means, and what to do.</summary>
    public string Advice { get; private set; } = string.Empty;

    /// <summary>Whether it makes sense to begin again.</summary>
    public bool CanTryAgain =>
        Error == AccountErrors.SignInFailed || Error == AccountErrors.ProviderUnavailable || Error == AccountErrors.IdentityTaken;

    /// <summary>Shows the page, with the error's status.</summary>
    /// <param name="reason">The error's code; one that no sign-in ends with is read as the general one.</param>
    public IActionResult OnGet(string? reason)
    {
        if (!provider.IsOffered)
        {
            return NotFound();
        }

        Error = Array.Find(Known, error => error.Code == reason) ?? AccountErrors.SignInFailed;
        (Headline, Advice) = Texts(Error);
        Response.StatusCode = Error.Kind.ToStatus();
        return Page();
    }

    private (string Headline, string Advice) Texts(Error error) => error.Code switch
    {
        "accounts.sign_in_failed" => (
            "The sign-in did not work out", "It was broken off, took too long, was begun in another browser, or the answer of the provider was not in order. Nothing has changed."),
        "accounts.provider_unavailable" => (
            "The sign-in provider does not answer", "Try again in a minute. Your keys go on working meanwhile."),
        "accounts.address_unverified" => (
            "Your mail address is not verified yet",
            "Follow the link in the mail of your sign-in provider, then attach the sign-in once more. Your account and keys are as they were."),
        "accounts.identity_taken" => (
            "That sign-in has an account of its own", "Nothing has changed here. Sign in with it to use that account, or attach another sign-in to this one."),
        "accounts.already_attached" => (
            "A sign-in is attached already", "Nothing has changed. Use the one that is attached."),
        "accounts.not_signed_in" => (
            "Your session has ended meanwhile", "The sign-in was not attached to anything. Come back to your account first, then attach it again."),
        "accounts.act_limit" => (
            "Too many sign-ins today",
            $"Within a day of UTC {Spell.Count(limits.SignIn.Person, "sign-in")} are allowed for an account, {limits.SignIn.Network} for a network and "
            + $"{limits.SignIn.Service} for the whole service. Try again tomorrow; your keys go on working."),
        "service.store_unavailable" => (
            "We cannot answer at the moment", "Something this service needs is away. Try again in a few seconds."),
        _ => (error.Message, error.Remedy),
    };
}

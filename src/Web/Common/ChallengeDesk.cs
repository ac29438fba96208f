using AkashChat.Api.Accounts;
using AkashChat.Api.Common;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Application.Keys.DescribeChallenges;
using AkashChat.Application.Keys.IssueChallenge;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Web.Common;

/// <summary>Takes payment for keys from forms: hands puzzles and tickets out, and what they are answered with in.</summary>
/// <param name="dispatcher">Takes messages to their handlers.</param>
/// <param name="clock">The time.</param>
public sealed class ChallengeDesk(IDispatcher dispatcher, TimeProvider clock)
{
    private static readonly Error NotPaid = KeyErrors.ChallengeNotOffered with { Kind = ErrorKind.Forbidden, Field = "challenge" };
    private static readonly string[] Fields = ["challenge", "solution", "captchaToken"];

    /// <summary>Puts a fresh challenge into the form: a puzzle, or the captcha's widget, which the answer may then load.</summary>
    /// <returns>Why there is none; null: it is there.</returns>
    public async Task<Error?> IssueAsync(ChallengeForm form, HttpContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(context);
        var offer = await dispatcher.SendAsync(new DescribeChallengesQuery(), cancellationToken);
        if (!offer.IsSuccess)
        {
            return offer.Error;
        }

        form.HasTicket = offer.Value.TicketsOffered;
        (form.Challenge, form.Solution, form.Ticket, form.CaptchaToken) = (null, null, null, null);
        if (CaptchaWidget.Of(offer.Value) is { } captcha)
        {
            form.Captcha = captcha;
            context.Response.Allow(captcha.Sources, captcha.Styles);
            return null;
        }

        var issued = await IssueAsync(ChallengeKind.ProofOfWork, context, cancellationToken);
        if (!issued.IsSuccess)
        {
            return issued.Error;
        }

        form.Puzzle = issued.Value;
        form.Challenge = issued.Value.Text;
        return null;
    }

    /// <summary>Sends a command with what the form pays. Without scripts that is nothing: then a ticket to wait with comes into the form.</summary>
    /// <param name="form">The form, as it was sent.</param>
    /// <param name="context">The request.</param>
    /// <param name="command">The command with this answer; null: without one.</param>
    /// <param name="cancellationToken">The visitor has left.</param>
    /// <returns>The command's outcome. A failure goes to <see cref="RefuseAsync"/>.</returns>
    public async Task<Result<T>> PayAsync<T>(
        ChallengeForm form, HttpContext context, Func<ChallengeAnswer?, ICommand<T>> command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(command);
        var result = await dispatcher.SendAsync(command(form.Answer), cancellationToken);
        if (result.IsSuccess || form.Answer is not null)
        {
            return result;
        }

        // Without an answer the command fails its checks, and tells whether anything else is wrong: nobody shall wait only to
        // learn that the name is missing.
        var others = result.Error.Fields.Where(pair => !Fields.Contains(pair.Key)).ToDictionary();
        if (others.Count > 0)
        {
            return result.Error with { Fields = others };
        }

        return IsAboutChallenge(result.Error) ? await OfferTicketAsync(form, context, cancellationToken) : result;
    }

    /// <summary>Makes the form ready to be shown once more after a failure.</summary>
    /// <param name="form">The form, as it was sent.</param>
    /// <param name="context">The request; its answer gets the error's status.</param>
    /// <param name="error">The failure.</param>
    /// <param name="button">What the form's button says.</param>
    /// <param name="cancellationToken">The visitor has left.</param>
    /// <returns>What was wrong; null: the visitor only has to wait (<see cref="ChallengeForm.Wait"/>).</returns>
    public async Task<FormErrors?> RefuseAsync(
        ChallengeForm form, HttpContext context, Error error, string button, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(error);
        if (form.Wait is not null)
        {
            return null;
        }

        context.Response.SetErrorHead(error);
        if (error.Code == KeyErrors.TicketTooEarly.Code && form.Ticket is not null)
        {
            form.Wait = error.RetryAfter ?? TimeSpan.FromSeconds(1);
            form.PressedTooEarly = true;
            return null;
        }

        var aboutChallenge = IsAboutChallenge(error);
        var errors = aboutChallenge && error.Code != KeyErrors.TicketLimit.Code
            ? FormErrors.Of(Explain(error), $"Nothing you typed is lost. Press “{button}” again.")
            : FormErrors.Of(error);

        // Whatever else is wrong, nothing was saved then: a solution that is there stays good.
        var keepsSolution = !aboutChallenge && form is { Challenge: not null, Solution: not null };
        return !keepsSolution && await IssueAsync(form, context, cancellationToken) is { } unavailable
            ? FormErrors.Of(unavailable)
            : errors;
    }

    private async Task<Error> OfferTicketAsync(ChallengeForm form, HttpContext context, CancellationToken cancellationToken)
    {
        var issued = await IssueAsync(ChallengeKind.WaitingTicket, context, cancellationToken);
        if (!issued.IsSuccess)
        {
            // Where no tickets are offered, the challenge itself is what is missing.
            return issued.Error.Code == KeyErrors.ChallengeNotOffered.Code ? NotPaid : issued.Error;
        }

        form.Ticket = issued.Value.Text;
        form.Wait = issued.Value.NotBefore - clock.GetUtcNow();
        return KeyErrors.TicketTooEarly with { RetryAfter = form.Wait };
    }

    private Task<Result<IssuedChallenge>> IssueAsync(ChallengeKind kind, HttpContext context, CancellationToken cancellationToken) =>
        dispatcher.SendAsync(new IssueChallengeCommand(kind, context.GetClientNetwork()), cancellationToken);

    private static bool IsAboutChallenge(Error error) =>
        (error.Field is { } field && Fields.Contains(field)) || error.Fields.Keys.Any(Fields.Contains);

    private static string Explain(Error error) => error.Code switch
    {
        "keys.challenge_replayed" => "This form was sent before, and each puzzle works once. If you already have a key, it is on your account page.",
        "keys.challenge_expired" => "The form was open for too long; its puzzle has expired.",
        "keys.challenge_unsolved" => "The puzzle was not solved.",
        "keys.challenge_not_offered" => "You have not shown yet that you are no robot. It needs scripts: switch them on for this page.",
        "keys.captcha_rejected" => "The captcha was not accepted. Each answer works once and for a few minutes.",
        "keys.challenge_too_cheap" => "Many keys were taken from your network meanwhile, so that a harder puzzle is needed.",
        _ => "The puzzle was not one for your network. Perhaps your connection has changed.",
    };
}

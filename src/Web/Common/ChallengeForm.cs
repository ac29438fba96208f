using AkashChat.Application.Keys.Challenges;
using AkashChat.Application.Keys.IssueChallenge;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace AkashChat.Web.Common;

/// <summary>The part of a form that pays for a key: what the visitor sends back, and what the page shows for it.</summary>
/// <remarks>
/// A page has one as a bound property with a name that is no field's (the fields have no prefix), shows it with the partial
/// <c>_Challenge</c> (or <c>_Waiting</c>, while <see cref="Wait"/> is set) and leaves the rest to the <see cref="ChallengeDesk"/>.
/// </remarks>
public sealed class ChallengeForm
{
    /// <summary>The sealed proof-of-work challenge.</summary>
    public string? Challenge { get; set; }

    /// <summary>Its solution; empty without scripts.</summary>
    public string? Solution { get; set; }

    /// <summary>The sealed waiting ticket, on the waiting page.</summary>
    public string? Ticket { get; set; }

    /// <summary>What the captcha's widget gave the page.</summary>
    public string? CaptchaToken { get; set; }

    /// <summary>The puzzle to solve; null: the solution is there already, or there is none to be had.</summary>
    [BindNever]
    public IssuedChallenge? Puzzle { get; internal set; }

    /// <summary>The captcha's widget; null: no captcha is asked.</summary>
    [BindNever]
    public CaptchaWidget? Captcha { get; internal set; }

    /// <summary>Whether a waiting ticket stands in where scripts are off.</summary>
    [BindNever]
    public bool HasTicket { get; internal set; }

    /// <summary>How long there is to wait; null: this is not the waiting page.</summary>
    [BindNever]
    public TimeSpan? Wait { get; internal set; }

    /// <summary>Whether the visitor pressed on before the ticket was ripe.</summary>
    [BindNever]
    public bool PressedTooEarly { get; internal set; }

    /// <summary>What the visitor pays with; null: nothing yet.</summary>
    internal ChallengeAnswer? Answer => this switch
    {
        { Ticket: not null } => new ChallengeAnswer(Ticket, null),
        { CaptchaToken: not null } => new ChallengeAnswer(null, null, CaptchaToken),
        { Solution: not null } => new ChallengeAnswer(Challenge, Solution),
        _ => null,
    };

    /// <summary>Without its parts: the log is no place for them.</summary>
    public override string ToString() => "challenge";
}

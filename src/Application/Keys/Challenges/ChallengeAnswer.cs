namespace AkashChat.Application.Keys.Challenges;

/// <summary>What a visitor pays with for a key: a solved proof of work, a ripe waiting ticket, or a solved captcha.</summary>
/// <param name="Challenge">The sealed challenge of a proof of work or a ticket.</param>
/// <param name="Solution">The answer to a proof of work; null for a ticket.</param>
/// <param name="CaptchaToken">What the captcha's widget gave the page; null unless a captcha is asked.</param>
public sealed record ChallengeAnswer(string? Challenge, string? Solution, string? CaptchaToken = null)
{
    /// <summary>No answer at all.</summary>
    public static readonly ChallengeAnswer None = new(null, null);

    /// <summary>The answer in a request; null: there is none in it, because the account's tier pays nothing.</summary>
    public static ChallengeAnswer? OfRequest(string? challenge, string? solution, string? captchaToken) =>
        challenge is null && captchaToken is null ? null : new ChallengeAnswer(challenge, solution, captchaToken);

    /// <summary>Whether it is a waiting ticket.</summary>
    public bool IsTicket => Challenge is not null && Solution is null;

    /// <summary>Without its parts: the log is no place for them.</summary>
    public override string ToString() => "answer";
}

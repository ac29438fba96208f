using AkashChat.Domain.Common;

namespace AkashChat.Application.Keys.Challenges;

/// <summary>A captcha in the place of our own proof of work.</summary>
/// <param name="Provider">Whose.</param>
/// <param name="SiteKey">Names the site to the provider; it stands in the page.</param>
/// <param name="Secret">What opens the provider's check to us.</param>
/// <param name="Hosts">The host names on which a captcha may have been solved.</param>
public sealed record CaptchaOptions(CaptchaProvider Provider, string SiteKey, SecretText Secret, IReadOnlyList<string> Hosts)
{
    /// <summary>What a captcha is solved for; providers that know actions must name this one.</summary>
    public const string Action = "get_key";

    /// <summary>The least score of reCAPTCHA v3, from 0 (a robot) to 1 (a person).</summary>
    public double MinScore { get; init; } = 0.5;

    /// <summary>How old a solved captcha may be.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the provider may take to check an answer.</summary>
    public TimeSpan TimeOut { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where the provider's check is, if not at its usual address; such as <c>https://www.recaptcha.net</c>.</summary>
    public Uri? VerifyAddress { get; init; }
}

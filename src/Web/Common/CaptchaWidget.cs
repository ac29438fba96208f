using AkashChat.Application.Keys.Challenges;

namespace AkashChat.Web.Common;

/// <summary>A provider's widget in a page.</summary>
/// <param name="Kind">Whose it is; <c>captcha.js</c> knows how each is shown.</param>
/// <param name="Name">What people call it.</param>
/// <param name="SiteKey">Names this site to the provider.</param>
/// <param name="Action">What it is solved for, if the provider knows actions.</param>
/// <param name="HasTicket">Whether a waiting ticket stands in for it where scripts are off.</param>
public sealed record CaptchaWidget(string Kind, string Name, string SiteKey, string? Action, bool HasTicket)
{
    private static readonly string[] Google =
        ["https://www.google.com/recaptcha/", "https://www.gstatic.com/recaptcha/", "https://recaptcha.google.com/recaptcha/"];

    /// <summary>The provider's script.</summary>
    public required string Script { get; init; }

    /// <summary>Where the widget's scripts and frames come from.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Where its style sheets come from.</summary>
    public IReadOnlyList<string> Styles { get; init; } = [];

    /// <summary>The widget of what is on offer; null: no captcha is asked.</summary>
    public static CaptchaWidget? Of(ChallengeOffer offer)
    {
        ArgumentNullException.ThrowIfNull(offer);
        if (offer.Captcha is not { } provider || offer.SiteKey is not { } siteKey)
        {
            return null;
        }

        CaptchaWidget Named(string name, string script, params string[] sources) =>
            new(provider.ToName(), name, siteKey, offer.Action, offer.TicketsOffered) { Script = script, Sources = sources };

        return provider switch
        {
            CaptchaProvider.RecaptchaV2 => Named("reCAPTCHA", "https://www.google.com/recaptcha/api.js?render=explicit", Google),
            CaptchaProvider.RecaptchaV3 => Named(
                "reCAPTCHA", "https://www.google.com/recaptcha/api.js?render=" + Uri.EscapeDataString(siteKey), Google),
            CaptchaProvider.Turnstile => Named(
                "Turnstile", "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit", "https://challenges.cloudflare.com"),
            CaptchaProvider.HCaptcha => Named(
                "hCaptcha",
                "https://js.hcaptcha.com/1/api.js?render=explicit&recaptchacompat=off",
                "https://hcaptcha.com",
                "https://*.hcaptcha.com") with
            {
                Styles = ["https://hcaptcha.com", "https://*.hcaptcha.com"],
            },
            _ => throw new ArgumentOutOfRangeException(nameof(offer), provider, "Unknown provider."),
        };
    }
}

using AkashChat.Application.Keys.Challenges;

namespace AkashChat.Infrastructure.Keys.Captcha;

/// <summary>What the providers' checks differ in.</summary>
/// <param name="Server">The usual server.</param>
/// <param name="Path">Where its check is.</param>
/// <param name="Scores">Whether it gives a score instead of a plain yes.</param>
internal sealed record SiteVerifyTraits(Uri Server, string Path, bool Scores)
{
    private static readonly SiteVerifyTraits RecaptchaV2 = new(new("https://www.google.com"), "recaptcha/api/siteverify", Scores: false);

    /// <summary>What is special about a provider.</summary>
    internal static SiteVerifyTraits Of(CaptchaProvider provider) => provider switch
    {
        CaptchaProvider.RecaptchaV2 => RecaptchaV2,
        CaptchaProvider.RecaptchaV3 => RecaptchaV2 with { Scores = true },
        CaptchaProvider.Turnstile => new(new("https://challenges.cloudflare.com"), "turnstile/v0/siteverify", Scores: false),
        CaptchaProvider.HCaptcha => new(new("https://api.hcaptcha.com"), "siteverify", Scores: false),
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "Unknown provider."),
    };
}

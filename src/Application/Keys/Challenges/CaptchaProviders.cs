namespace AkashChat.Application.Keys.Challenges;

/// <summary>What the providers are called, and what they can do.</summary>
public static class CaptchaProviders
{
    /// <summary>The name in the settings and in the API.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The provider is unknown.</exception>
    public static string ToName(this CaptchaProvider provider) => provider switch
    {
        CaptchaProvider.RecaptchaV2 => "recaptcha-v2",
        CaptchaProvider.RecaptchaV3 => "recaptcha-v3",
        CaptchaProvider.Turnstile => "turnstile",
        CaptchaProvider.HCaptcha => "hcaptcha",
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "Unknown provider."),
    };

    /// <summary>Whether an answer names what it was solved for.</summary>
    public static bool KnowsActions(this CaptchaProvider provider) => provider is CaptchaProvider.RecaptchaV3 or CaptchaProvider.Turnstile;
}

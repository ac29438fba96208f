namespace AkashChat.Application.Keys.Challenges;

/// <summary>The service that tells people from robots.</summary>
public enum CaptchaProvider
{
    /// <summary>Google's checkbox.</summary>
    RecaptchaV2 = 0,

    /// <summary>Google's score without a checkbox.</summary>
    RecaptchaV3 = 1,

    /// <summary>Cloudflare Turnstile.</summary>
    Turnstile = 2,

    /// <summary>hCaptcha.</summary>
    HCaptcha = 3,
}

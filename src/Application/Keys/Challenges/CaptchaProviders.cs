namespace AkashChat.Application.Keys.Challenges;

/// <summary>What the providers can do.</summary>
public static class CaptchaProviders
{
    /// <summary>Whether an answer names what it was solved for.</summary>
    public static bool KnowsActions(this CaptchaProvider provider) => provider is CaptchaProvider.RecaptchaV3 or CaptchaProvider.Turnstile;
}

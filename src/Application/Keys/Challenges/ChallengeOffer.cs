using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.Challenges;

/// <summary>What a key without an account can be paid with.</summary>
/// <param name="Captcha">The captcha that is asked; null: the proof of work.</param>
/// <param name="SiteKey">Names this site to the captcha's provider.</param>
/// <param name="Action">What the captcha is to be solved for, if its provider knows actions.</param>
/// <param name="TicketsOffered">Whether there are waiting tickets, for browsers without JavaScript.</param>
public sealed record ChallengeOffer(CaptchaProvider? Captcha, string? SiteKey, string? Action, bool TicketsOffered)
{
    /// <summary>The offer that follows from the settings.</summary>
    public static ChallengeOffer Of(ChallengeOptions options, CaptchaOptions? captcha)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new ChallengeOffer(
            captcha?.Provider,
            captcha?.SiteKey,
            captcha?.Provider.KnowsActions() == true ? CaptchaOptions.Action : null,
            options.TicketsPerNetworkAndDay > 0);
    }

    /// <summary>Whether challenges of this kind are taken.</summary>
    public bool Takes(ChallengeKind kind) => kind switch
    {
        ChallengeKind.ProofOfWork => Captcha is null,
        ChallengeKind.WaitingTicket => TicketsOffered,
        _ => Captcha is not null,
    };
}

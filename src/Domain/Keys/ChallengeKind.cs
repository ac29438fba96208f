namespace AkashChat.Domain.Keys;

/// <summary>How a visitor pays for a key without an account.</summary>
public enum ChallengeKind
{
    /// <summary>With computing time: a <see cref="ProofOfWork"/>.</summary>
    ProofOfWork = 0,

    /// <summary>With waiting time, for browsers without JavaScript and for plain command lines.</summary>
    WaitingTicket = 1,

    /// <summary>With a captcha, whose provider vouches for a person. We do not issue it ourselves.</summary>
    Captcha = 2,
}

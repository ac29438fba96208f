using System.Security.Cryptography;
using System.Text;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.Challenges;

/// <summary>Has a captcha's answer checked, and spends it: at its provider, and here.</summary>
/// <param name="spent">Remembers what was spent.</param>
/// <param name="verifier">Asks the provider; null: no captcha is configured.</param>
internal sealed class CaptchaSpending(ISpentChallengeStore spent, ICaptchaVerifier? verifier = null)
{
    private Guid? _accepted;

    /// <summary>Spends the answer if its provider says yes.</summary>
    /// <returns>Why not; null: it is good.</returns>
    internal async Task<Error?> SpendAsync(string token, ClientNetwork network, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (verifier is null)
        {
            return KeyErrors.ChallengeNotOffered;
        }

        // A provider with a test key, or with a fault, would say yes again and again; our own unique id does not.
        var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(token)).AsSpan(0, 16));
        if (await spent.IsSpentAsync(id, cancellationToken))
        {
            return KeyErrors.ChallengeReplayed;
        }

        // An act that lost a race for a place is tried again within its request; the provider would say no to the second question.
        if (_accepted != id)
        {
            if (await verifier.RefuseAsync(token, cancellationToken) is { } refused)
            {
                return refused;
            }

            _accepted = id;
        }

        spent.Add(new SpentChallenge(id, ChallengeKind.Captcha, network, now));
        return null;
    }
}

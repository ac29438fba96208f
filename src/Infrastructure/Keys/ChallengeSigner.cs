using System.Globalization;
using System.Security.Cryptography;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using Microsoft.AspNetCore.DataProtection;

namespace AkashChat.Infrastructure.Keys;

/// <summary>Seals challenges with the data-protection keys, which all instances share.</summary>
internal sealed class ChallengeSigner(IDataProtectionProvider protection) : IChallengeSigner
{
    private const int Fields = 6;
    private readonly IDataProtector _protector = protection.CreateProtector("AkashChat.Keys.Challenge.v1");

    public string Seal(Challenge challenge) => _protector.Protect(string.Join(
        '|',
        challenge.Id.ToString("N"),
        ((int)challenge.Kind).ToString(CultureInfo.InvariantCulture),
        challenge.Network.Prefix,
        challenge.Difficulty.ToString(CultureInfo.InvariantCulture),
        challenge.NotBefore.UtcTicks.ToString(CultureInfo.InvariantCulture),
        challenge.ExpiresAt.UtcTicks.ToString(CultureInfo.InvariantCulture)));

    public Challenge? Open(string text)
    {
        string[] fields;
        try
        {
            fields = _protector.Unprotect(text).Split('|');
        }
        catch (CryptographicException)
        {
            return null;
        }

        return fields.Length != Fields
            ? null
            : new Challenge(
                Guid.ParseExact(fields[0], "N"),
                (ChallengeKind)int.Parse(fields[1], CultureInfo.InvariantCulture),
                new ClientNetwork(fields[2]),
                int.Parse(fields[3], CultureInfo.InvariantCulture),
                new DateTimeOffset(long.Parse(fields[4], CultureInfo.InvariantCulture), TimeSpan.Zero),
                new DateTimeOffset(long.Parse(fields[5], CultureInfo.InvariantCulture), TimeSpan.Zero));
    }
}

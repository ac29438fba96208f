using System.Security.Cryptography;
using System.Text;

namespace AkashChat.Domain.Accounts;

/// <summary>The way back to an account on another device: 25 characters in five groups, such as <c>7KQXM-…</c>; 125 random bits.</summary>
/// <remarks>
/// Crockford's base 32: no I, L, O and U, so that it survives being written down by hand. It is shown once; only its hash is
/// stored, and so many random bits need no salt and no stretching.
/// </remarks>
public sealed class RecoveryCode
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 25;
    private const int GroupLength = 5;

    private readonly string _characters;

    private RecoveryCode(string characters) => _characters = characters;

    /// <summary>SHA-256 of the 25 characters in lower-case hex: what is stored, and looked up.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(_characters)));

    /// <summary>Makes a new code.</summary>
    public static RecoveryCode Generate() => new(RandomNumberGenerator.GetString(Alphabet, Length));

    /// <summary>Reads a code as people type it: in any case, with or without hyphens and spaces, with O for 0 and I or L for 1.</summary>
    /// <returns>Null if it cannot be a code.</returns>
    public static RecoveryCode? Parse(string? text)
    {
        if (text is null || text.Length > Length * 3)
        {
            return null;
        }

        var characters = new StringBuilder(Length);
        foreach (var character in text.ToUpperInvariant())
        {
            if (character is not ('-' or ' '))
            {
                characters.Append(character switch { 'O' => '0', 'I' or 'L' => '1', _ => character });
            }
        }

        var read = characters.ToString();
        return read.Length == Length && read.All(character => Alphabet.Contains(character, StringComparison.Ordinal)) ? new RecoveryCode(read) : null;
    }

    /// <summary>The code in clear and in groups, for the one page that shows it.</summary>
    public string Reveal() => string.Join('-', _characters.Chunk(GroupLength).Select(group => new string(group)));

    /// <summary>A mask, so that a code that strays into a log or a message does not leak.</summary>
    public override string ToString() => "recovery-…";
}

using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace AkashChat.Domain.Keys;

/// <summary>The puzzle of the challenge: numbers that make hashes of the challenge begin with zero bits.</summary>
/// <remarks>
/// A solution is <see cref="Parts"/> numbers in decimal, joined by dots. Part <c>i</c> is right if SHA-256 of
/// <c>{challenge}:{i}:{number}</c> begins with at least <c>difficulty</c> zero bits. Eight small puzzles instead of one large
/// one: the same work on average, but hardly anybody has to wait several times as long as that.
/// </remarks>
public static class ProofOfWork
{
    /// <summary>How many small puzzles make one challenge.</summary>
    public const int Parts = 8;

    /// <summary>The highest difficulty, in zero bits a part; beyond it a phone would need minutes.</summary>
    public const int MaxDifficulty = 24;

    private const int SolutionMaxLength = Parts * 11;

    /// <summary>Whether the solution solves the challenge.</summary>
    /// <param name="challenge">The challenge's text, as it was issued.</param>
    /// <param name="difficulty">Zero bits asked of each part.</param>
    /// <param name="solution">What the client found.</param>
    public static bool IsSolvedBy(string challenge, int difficulty, string? solution)
    {
        if (solution is null || solution.Length > SolutionMaxLength)
        {
            return false;
        }

        var numbers = solution.Split('.');
        if (numbers.Length != Parts)
        {
            return false;
        }

        for (var part = 0; part < Parts; part++)
        {
            if (!uint.TryParse(numbers[part], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || LeadingZeroBits(challenge, part, number) < difficulty)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Solves a challenge by trying, as a client does.</summary>
    /// <param name="challenge">The challenge's text.</param>
    /// <param name="difficulty">Zero bits asked of each part.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public static string Solve(string challenge, int difficulty, CancellationToken cancellationToken)
    {
        var numbers = new string[Parts];
        for (var part = 0; part < Parts; part++)
        {
            var number = 0u;
            while (LeadingZeroBits(challenge, part, number) < difficulty)
            {
                cancellationToken.ThrowIfCancellationRequested();
                number = checked(number + 1);
            }

            numbers[part] = number.ToString(CultureInfo.InvariantCulture);
        }

        return string.Join('.', numbers);
    }

    private static int LeadingZeroBits(string challenge, int part, uint number)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{challenge}:{part}:{number}")), hash);
        return BitOperations.LeadingZeroCount(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash));
    }
}

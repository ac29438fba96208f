namespace AkashChat.Domain.Common;

/// <summary>Digits, capitals, small letters: safe in URLs, headers and a double click.</summary>
public static class Base62
{
    /// <summary>The 62 characters in order of their value.</summary>
    public const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Whether the text consists of these characters alone.</summary>
    public static bool IsMatch(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes a number with leading zeros so that it fills the span.</summary>
    public static void Write(uint number, Span<char> destination)
    {
        for (var index = destination.Length - 1; index >= 0; index--)
        {
            destination[index] = Alphabet[(int)(number % 62)];
            number /= 62;
        }
    }
}

namespace AkashChat.Domain.Common;

/// <summary>What may stand in a header line that can be read in one way only (RFC 9110, section 5).</summary>
public static class HeaderCharacters
{
    /// <summary>In its name.</summary>
    public const string OfNames = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>In its value: what is printable in ASCII, and the tab.</summary>
    public static string OfValues { get; } = string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code)) + '\t';
}

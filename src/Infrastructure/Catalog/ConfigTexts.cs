using System.Security.Cryptography;
using System.Text;

namespace AkashChat.Infrastructure.Catalog;

/// <summary>The files that make one configuration, as they were at one moment.</summary>
/// <param name="Paths">Their paths, the first one first.</param>
/// <param name="Fingerprint">Stands for what was in them.</param>
public sealed record ConfigTexts(IReadOnlyList<string> Paths, string Fingerprint)
{
    /// <summary>No files.</summary>
    public static readonly ConfigTexts None = Of([], []);

    /// <summary>Texts that were just read; null: one could not be.</summary>
    internal static ConfigTexts Of(IReadOnlyList<string> paths, IReadOnlyList<string?> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in texts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text is null ? "\0missing" : $"{text.Length}:{text}"));
        }

        return new ConfigTexts(paths, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The same files as they are now.</summary>
    internal ConfigTexts Again() => Of(Paths, [.. Paths.Select(Read)]);

    /// <summary>A file's text; null: it cannot be read now, as when an editor just puts another in its place.</summary>
    internal static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

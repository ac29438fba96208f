using System.Text.RegularExpressions;

namespace AkashChat.Deployment.Tests;

/// <summary>The name of an image with its tag, as compose and Akash files write it.</summary>
internal static partial class ImageReference
{
    /// <summary>Pinned means a digest, or a tag with all three parts of a version (two for PostgreSQL, which has no third).</summary>
    public static bool IsPinned(string image) => Digest().IsMatch(image) || FullVersion().IsMatch(image) || Postgres().IsMatch(image);

    [GeneratedRegex("@sha256:[0-9a-f]{64}$")]
    private static partial Regex Digest();

    [GeneratedRegex(@":\d+\.\d+\.\d+(-[a-z0-9.]+)?$")]
    private static partial Regex FullVersion();

    [GeneratedRegex(@"^postgres:\d+\.\d+(-[a-z0-9.]+)?$")]
    private static partial Regex Postgres();
}

using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Gateway;

/// <summary>Reads whether a caller would rather wait than be refused: <c>Prefer: wait=N</c>, N in seconds (RFC 7240, section 4.3).</summary>
internal static class WaitPreference
{
    /// <summary>The longest wait that can be said.</summary>
    private const int MaxSeconds = 86_400;

    /// <summary>How long the caller would wait; null: not at all. A preference that cannot be read is none, as the RFC wants it.</summary>
    internal static TimeSpan? Of(IHeaderDictionary headers)
    {
        if (!headers.TryGetValue("Prefer", out var values))
        {
            return null;
        }

        foreach (var preference in values.ToString().Split([',', ';'], StringSplitOptions.TrimEntries))
        {
            if (preference.StartsWith("wait=", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(preference.AsSpan(5).Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds > 0)
            {
                return TimeSpan.FromSeconds(Math.Min(seconds, MaxSeconds));
            }
        }

        return null;
    }
}

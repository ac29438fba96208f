using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Settings;

/// <summary>Says at the start which settings have no effect.</summary>
internal sealed partial class SettingNotices(IReadOnlyList<string> notices, ILogger<SettingNotices> logger)
{
    /// <summary>Says it.</summary>
    internal void Tell()
    {
        foreach (var notice in notices)
        {
            Log.Notice(logger, notice);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3104, LogLevel.Information, "{Notice}")]
        public static partial void Notice(ILogger logger, string notice);
    }
}

using System.Diagnostics;
using System.Globalization;

namespace AkashChat.TestKit.Servers;

/// <summary>A server's own folder under the temporary folder. Its name says whose it is, so that what a killed test process left can go.</summary>
internal static class ServerFolder
{
    private const string Prefix = "akashchat-test-";

    /// <summary>Makes a folder.</summary>
    public static string Create()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*").Where(IsOrphan))
        {
            Delete(folder);
        }

        return Directory.CreateTempSubdirectory(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-")).FullName;
    }

    /// <summary>Removes a folder; one that somebody else removes at the same time is no error.</summary>
    public static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Left for the next test process.
        }
    }

    private static bool IsOrphan(string folder)
    {
        var owner = Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
        if (!int.TryParse(owner, CultureInfo.InvariantCulture, out var processId))
        {
            return false;
        }

        try
        {
            using var process = Process.GetProcessById(processId);
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}

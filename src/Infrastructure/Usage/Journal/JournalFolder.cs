namespace AkashChat.Infrastructure.Usage.Journal;

/// <summary>Where journals lie: one file for each process, held by it as long as it lives, even if it is killed.</summary>
internal sealed class JournalFolder(string folder)
{
    private const string Suffix = ".journal";

    /// <summary>Its path.</summary>
    internal string Path => folder;

    /// <summary>Makes a new file that nobody else can open.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    internal FileStream Create()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        // No buffer: what is written is with the system at once, which keeps it when the process is killed.
        return new FileStream(
            System.IO.Path.Combine(folder, $"usage-{Guid.CreateVersion7():N}{Suffix}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
    }

    /// <summary>Opens those whose process is no more, the oldest first.</summary>
    internal IEnumerable<FileStream> OpenLeftBehind()
    {
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        foreach (var path in Directory.GetFiles(folder, $"usage-*{Suffix}").Order(StringComparer.Ordinal))
        {
            if (TryOpen(path) is { } file)
            {
                yield return file;
            }
        }
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Its process lives.
            return null;
        }
    }
}

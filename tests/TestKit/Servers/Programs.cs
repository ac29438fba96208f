namespace AkashChat.TestKit.Servers;

/// <summary>Finds installed programs.</summary>
internal static class Programs
{
    /// <summary>What to tell somebody whose machine has neither a container engine nor the programs.</summary>
    public const string InstallHint =
        "Tests need real servers: start a container engine, or install them (apt-get install redis-server postgresql), or run ./test.sh, which does.";

    /// <summary>The path of a program on PATH; null: it is not there.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(["/usr/bin", "/usr/sbin", "/usr/local/bin"])
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    /// <summary>The folder of PostgreSQL's newest programs; null: they are not there. Debian keeps them off PATH.</summary>
    public static string? FindPostgres()
    {
        const string debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(debian) ? Directory.GetDirectories(debian) : [];
        var newest = versions
            .Select(folder => Path.Combine(folder, "bin"))
            .Where(folder => File.Exists(Path.Combine(folder, "initdb")))
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(Path.GetDirectoryName(folder)), out var version) ? version : 0)
            .FirstOrDefault();
        return newest ?? (Find("initdb") is { } initdb ? Path.GetDirectoryName(initdb) : null);
    }
}

namespace AkashChat.Deployment.Tests;

/// <summary>The working copy under test, found from where the tests run.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    public static string Read(string relative) => File.ReadAllText(PathOf(relative));

    private static string Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AkashChat.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No AkashChat.sln above {start}");
    }
}

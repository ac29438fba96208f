using AkashChat.Infrastructure.Settings;
using AkashChat.TestKit.Servers;

namespace AkashChat.TestKit.Hosting;

/// <summary>The databases that every behaviour of persistence is tested on.</summary>
public enum TestDatabase
{
    /// <summary>The embedded default.</summary>
    Sqlite,

    /// <summary>A real server.</summary>
    Postgres,
}

/// <summary>Makes empty databases.</summary>
public static class TestDatabases
{
    /// <summary>The settings that name a new, empty database.</summary>
    /// <param name="database">Which kind.</param>
    /// <param name="folder">Where the embedded one lies.</param>
    public static async Task<KeyValuePair<string, string>> CreateAsync(this TestDatabase database, string folder) => database == TestDatabase.Sqlite
        ? new(SettingNames.Data, folder)
        : new(SettingNames.DatabaseUrl, await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
}

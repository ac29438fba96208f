using System.Globalization;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Servers;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Operations;

/// <summary>Two processes of the program with one model server, one PostgreSQL and one Redis.</summary>
internal sealed class ProcessPair : IAsyncDisposable
{
    private readonly RedisServer _redis;
    private readonly string _folder;

    private ProcessPair(RedisServer redis, string folder, string database, AkashChatProcess first, AkashChatProcess second)
    {
        (_redis, _folder, Database) = (redis, folder, database);
        (First, Second) = (first, second);
    }

    /// <summary>The connection string of their database.</summary>
    public string Database { get; }

    /// <summary>The connection string of their Redis.</summary>
    public string Redis => _redis.ConnectionString;

    /// <summary>The one that the test kills.</summary>
    public AkashChatProcess First { get; }

    /// <summary>The one that stays.</summary>
    public AkashChatProcess Second { get; }

    public static async Task<ProcessPair> StartAsync(ScriptedUpstream upstream, IReadOnlyDictionary<string, string> settings)
    {
        var redis = await RedisServer.StartNewAsync();
        var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        var folder = Directory.CreateTempSubdirectory("akashchat-").FullName;
        var all = new Dictionary<string, string>(settings, StringComparer.Ordinal)
        {
            ["DATABASE_URL"] = database,
            ["REDIS_HOST"] = redis.Host,
            ["REDIS_PORT"] = redis.Port.ToString(CultureInfo.InvariantCulture),

            // A machine that stalls for a moment is not to make limits local ones; what is decided without Redis is not noted there either.
            ["AKASHCHAT_LIMITS_REDIS_TIMEOUT_MS"] = "5000",
        };
        string[] arguments = ["--upstream", upstream.ApiBase.ToString()];
        var first = await AkashChatProcess.StartAsync(folder, all, arguments);
        return new ProcessPair(redis, folder, database, first, await AkashChatProcess.StartAsync(folder, all, arguments));
    }

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await _redis.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

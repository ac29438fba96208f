using System.Security.Cryptography;
using System.Text;
using AkashChat.Infrastructure.Persistence;
using Npgsql;

namespace AkashChat.Infrastructure.Common;

/// <summary>How the names in Redis begin of all that belongs to one database's records: limits and usage.</summary>
/// <remarks>
/// Services that share a Redis, but not the database, must neither count together nor book each other's records: hence the database's
/// digest. The braces keep it all on one node of a cluster, so that one script can count a call and note it.
/// </remarks>
internal sealed class RedisTag(DatabaseOptions database)
{
    private const int DigestLength = 8;

    /// <summary>The beginning, such as <c>akashchat:{1f0c22ab}:</c>.</summary>
    internal string Prefix { get; } = $"akashchat:{{{DigestOf(database)}}}:";

    private static string DigestOf(DatabaseOptions database)
    {
        var name = Path.GetFullPath(database.DataFolder);
        if (database.PostgresConnectionString is { } connection)
        {
            var parts = new NpgsqlConnectionStringBuilder(connection);
            name = $"{parts.Host}:{parts.Port}/{parts.Database}";
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..DigestLength];
    }
}

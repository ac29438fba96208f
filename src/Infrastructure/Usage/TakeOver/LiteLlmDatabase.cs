using AkashChat.Application.Usage.TakeOver;
using AkashChat.Infrastructure.Settings;
using Npgsql;

namespace AkashChat.Infrastructure.Usage.TakeOver;

/// <summary>Opens the database of a LiteLLM proxy, to read it.</summary>
public static class LiteLlmDatabase
{
    // What Prisma, by which the proxy speaks to its database, adds to addresses for itself.
    private static readonly string[] PrismaNames = ["connection_limit", "pool_timeout", "pgbouncer", "socket_timeout", "statement_cache_size", "sslaccept", "sslidentity", "sslpassword"];

    /// <summary>Opens it.</summary>
    /// <param name="address">As the proxy's <c>DATABASE_URL</c> has it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StartupException">It cannot be opened, or is no database of a LiteLLM proxy. The message has no password in it.</exception>
    public static async Task<ILiteLlmSource> OpenAsync(string address, CancellationToken cancellationToken)
    {
        if (Read(address) is not { } connection)
        {
            throw new StartupException(
                "The address of LiteLLM's database is wrong", ["it is neither postgres://user:password@host:port/database nor a PostgreSQL connection string"]);
        }

        var where = $"{connection.Host}:{connection.Port}/{connection.Database}";
        try
        {
            return await LiteLlmSource.OpenAsync(connection.ConnectionString, where, cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            throw new StartupException($"LiteLLM's database {where} cannot be read", [exception.InnerException?.Message ?? exception.Message]);
        }
    }

    private static NpgsqlConnectionStringBuilder? Read(string address)
    {
        var parts = address.Split('?', 2);
        var parameters = parts.Length == 2 && address.Contains("://", StringComparison.Ordinal) ? parts[1].Split('&') : [];
        var schema = parameters.FirstOrDefault(parameter => parameter.StartsWith("schema=", StringComparison.Ordinal))?["schema=".Length..];
        var kept = parameters.Where(parameter => !PrismaNames.Contains(parameter.Split('=')[0]) && !parameter.StartsWith("schema=", StringComparison.Ordinal));
        var read = PostgresAddress.TryRead(parameters.Length == 0 ? address : $"{parts[0]}?{string.Join('&', kept)}");
        return read is null
            ? null
            : new NpgsqlConnectionStringBuilder(read)
            {
                Pooling = false,
                Timezone = "UTC",
                ApplicationName = "akashchat import",
                SearchPath = schema is null ? null : $"\"{Uri.UnescapeDataString(schema)}\"",
            };
    }
}

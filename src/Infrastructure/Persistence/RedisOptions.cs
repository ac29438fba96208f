using StackExchange.Redis;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Where Redis is.</summary>
/// <param name="Host">Its host.</param>
/// <param name="Port">Its port.</param>
/// <param name="Password">Its password; null: none.</param>
/// <param name="Database">The number of the database.</param>
public sealed record RedisOptions(string Host, int Port, string? Password, int Database)
{
    /// <summary>The client's configuration: short time-outs, it keeps trying to connect, and its failures name no keys.</summary>
    /// <remarks>By default the pauses between the tries would grow to a minute, and so would every outage.</remarks>
    public ConfigurationOptions ToConfiguration() => new()
    {
        EndPoints = { { Host, Port } },
        Password = Password,
        DefaultDatabase = Database,
        AbortOnConnectFail = false,
        ConnectTimeout = 2_000,
        SyncTimeout = 1_000,
        AsyncTimeout = 1_000,
        ReconnectRetryPolicy = new LinearRetry(1_000),
        IncludeDetailInExceptions = false,
        ClientName = "akashchat",
    };

    /// <summary>Without the password.</summary>
    public override string ToString() => $"{Host}:{Port}/{Database}";
}

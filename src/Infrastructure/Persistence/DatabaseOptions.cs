namespace AkashChat.Infrastructure.Persistence;

/// <summary>Which database keeps the records.</summary>
public sealed record DatabaseOptions
{
    /// <summary>Npgsql's connection string; null: SQLite in the data folder.</summary>
    public string? PostgresConnectionString { get; init; }

    /// <summary>The folder of the SQLite file.</summary>
    public string DataFolder { get; init; } = "data";

    /// <summary>Whether the records are in SQLite.</summary>
    public bool IsEmbedded => PostgresConnectionString is null;
}

using Npgsql;

namespace AkashChat.Infrastructure.Settings;

/// <summary>Reads where PostgreSQL is: an address as hosters hand it out, or Npgsql's own keywords.</summary>
internal static class PostgresAddress
{
    private const int StandardPort = 5432;

    // A share of the server's connections (100 by default) that leaves room for other instances.
    private const int MaxPoolSize = 30;

    // What PostgreSQL's own library calls its parameters in addresses, where Npgsql calls them otherwise.
    private static readonly Dictionary<string, string> LibpqNames = new(StringComparer.Ordinal)
    {
        ["sslmode"] = "SSL Mode",
        ["channel_binding"] = "Channel Binding",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["connect_timeout"] = "Timeout",
        ["application_name"] = "Application Name",
    };

    /// <summary>Reads either form.</summary>
    /// <returns>Npgsql's connection string; null: it is neither.</returns>
    internal static string? TryRead(string text)
    {
        try
        {
            var connection = text.Contains("://", StringComparison.Ordinal) ? FromAddress(text) : new NpgsqlConnectionStringBuilder(text);
            return string.IsNullOrEmpty(connection?.Host) ? null : WithDefaults(connection, text);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static NpgsqlConnectionStringBuilder? FromAddress(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("postgres" or "postgresql") || url.AbsolutePath.Length < 2)
        {
            return null;
        }

        var login = url.UserInfo.Split(':', 2);
        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port > 0 ? url.Port : StandardPort,
            Database = Uri.UnescapeDataString(url.AbsolutePath[1..]),
            Username = Uri.UnescapeDataString(login[0]),
            Password = login.Length > 1 ? Uri.UnescapeDataString(login[1]) : null,
            ApplicationName = "akashchat",
        };
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = (pair.Split('=')[0], Uri.UnescapeDataString(pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]));
            connection[LibpqNames.GetValueOrDefault(name, name)] =
                name is "sslmode" ? value.Replace("-", string.Empty, StringComparison.Ordinal) : value;
        }

        return connection;
    }

    /// <summary>Unless the setting names them: no Kerberos, which Npgsql would look for first and small images do not have; and a bound on connections.</summary>
    private static string WithDefaults(NpgsqlConnectionStringBuilder connection, string given)
    {
        if (!given.Contains("GSS", StringComparison.OrdinalIgnoreCase))
        {
            connection.GssEncryptionMode = GssEncryptionMode.Disable;
        }

        if (!given.Contains("Pool", StringComparison.OrdinalIgnoreCase))
        {
            connection.MaxPoolSize = MaxPoolSize;
        }

        return connection.ConnectionString;
    }
}

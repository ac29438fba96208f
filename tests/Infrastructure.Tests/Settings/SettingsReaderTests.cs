using AkashChat.Infrastructure.Settings;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AkashChat.Infrastructure.Tests.Settings;

public sealed class SettingsReaderTests
{
    [Fact]
    public void NothingSet_IsTheEmbeddedDefault()
    {
        var settings = SettingsReader.Read(new Dictionary<string, string> { ["PATH"] = "/bin", ["AKASHCHAT_UPSTREAM"] = "" });

        Assert.True(settings.Database.IsEmbedded);
        Assert.Null(settings.Redis);
        Assert.Equal((8080, "127.0.0.1", LogLevel.Information), (settings.Port, settings.Host.ToString(), settings.LogLevel));
        Assert.Equal(("chatapi-pless", "chatapi-auth0"), (settings.Teams.Permissionless, settings.Teams.Extended));
    }

    [Theory]
    [InlineData("postgres://me:p%40ss@db.example:5433/chat?sslmode=require&channel_binding=require", "Host=db.example;Port=5433;Database=chat;Username=me;Password=p@ss;SSL Mode=Require;Channel Binding=Require;Application Name=akashchat")]
    [InlineData("postgresql://me@db/chat", "Host=db;Port=5432;Database=chat;Username=me;Application Name=akashchat")]
    [InlineData("Host=db;Database=chat;Username=me", "Host=db;Database=chat;Username=me")]
    public void DatabaseUrl_IsReadInBothForms(string url, string expected)
    {
        var settings = SettingsReader.Read(new Dictionary<string, string> { ["DATABASE_URL"] = url });

        var read = new NpgsqlConnectionStringBuilder(settings.Database.PostgresConnectionString);
        Assert.Equal(GssEncryptionMode.Disable, read.GssEncryptionMode);
        Assert.Equal(30, read.MaxPoolSize);
        read.Remove("GSS Encryption Mode");
        read.Remove("Maximum Pool Size");
        Assert.True(new NpgsqlConnectionStringBuilder(expected).EquivalentTo(read), settings.Database.PostgresConnectionString);
    }

    [Theory]
    [InlineData("INFO", LogLevel.Information)]
    [InlineData("warn", LogLevel.Warning)]
    [InlineData("Debug", LogLevel.Debug)]
    [InlineData("FATAL", LogLevel.Critical)]
    public void LogLevel_IsReadAsTheOriginalWroteIt(string text, LogLevel level)
    {
        Assert.Equal(level, SettingsReader.Read(new Dictionary<string, string> { ["LOG_LEVEL"] = text }).LogLevel);
    }

    [Fact]
    public void TrustedProxies_AreAddressesAndNetworks()
    {
        var settings = SettingsReader.Read(new Dictionary<string, string> { ["AKASHCHAT_TRUSTED_PROXIES"] = "10.0.0.0/8, 192.0.2.1, 2001:db8::/32" });

        Assert.Equal(["10.0.0.0/8", "192.0.2.1/32", "2001:db8::/32"], settings.TrustedProxies.Select(network => network.ToString()));
    }

    [Fact]
    public void LimitsInRedis_AreReadWithTheirPolicy()
    {
        var values = new Dictionary<string, string> { ["REDIS_HOST"] = "redis" };
        var byDefault = SettingsReader.Read(values).RedisLimits;
        values["AKASHCHAT_LIMITS_WHEN_REDIS_FAILS"] = "refuse";
        values["AKASHCHAT_LIMITS_LOCAL_SHARE_PERCENT"] = "20";
        values["AKASHCHAT_LIMITS_REDIS_TIMEOUT_MS"] = "80";
        var set = SettingsReader.Read(values).RedisLimits;

        Assert.Equal((true, 50, TimeSpan.FromMilliseconds(250)), (byDefault.DecideLocally, byDefault.LocalSharePercent, byDefault.Timeout));
        Assert.Equal((false, 20, TimeSpan.FromMilliseconds(80)), (set.DecideLocally, set.LocalSharePercent, set.Timeout));
        values["AKASHCHAT_LIMITS_WHEN_REDIS_FAILS"] = "perhaps";
        Assert.Contains("AKASHCHAT_LIMITS_WHEN_REDIS_FAILS", Assert.Throws<StartupException>(() => SettingsReader.Read(values)).Message, StringComparison.Ordinal);
        values.Remove("REDIS_HOST");
        Assert.Contains("without REDIS_HOST", Assert.Throws<StartupException>(() => SettingsReader.Read(values)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EverythingWrong_IsToldAtOnceByName()
    {
        var values = new Dictionary<string, string>
        {
            ["AKASHCHAT_PORT"] = "eighty",
            ["AKASHCHAT_HOST"] = "somewhere",
            ["AKASHCHAT_CHALLENGE_DIFFICULTY"] = "99",
            ["AKASHCHAT_TRUSTED_PROXIES"] = "10.0.0.0/99",
            ["AKASHCHAT_CONFIG"] = "/no/such/file.yaml",
            ["AKASHCHAT_UPSTREAM_KEY"] = "planted-secret",
            ["DATABASE_URL"] = "mysql://me:planted-secret@db/chat",
            ["REDIS_PASSWORD"] = "planted-secret",
            ["LOG_LEVEL"] = "loud",
            ["LITELLM_TEAM_AUTH0"] = "chatapi-pless",
            ["AUTH0_SECRET"] = "planted-secret",
            ["AKASHCHAT_PROT"] = "8080",
            ["LITELLM_SOMETHING"] = "x",
        };

        var exception = Assert.Throws<StartupException>(() => SettingsReader.Read(values));

        Assert.All(values.Keys, name => Assert.Contains(name, exception.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("planted-secret", exception.Message, StringComparison.Ordinal);
    }
}

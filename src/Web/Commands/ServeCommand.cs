using System.Collections;
using System.CommandLine;
using System.Globalization;
using AkashChat.Infrastructure.Settings;
using AkashChat.Web.Hosting;

namespace AkashChat.Web.Commands;

/// <summary><c>akashchat serve</c>: runs the service until it is told to stop.</summary>
internal static class ServeCommand
{
    private static readonly Option<int?> Port = new("--port") { Description = "The port to listen on (8080)." };
    private static readonly Option<string?> Host = new("--host") { Description = "The address to listen on (127.0.0.1)." };
    private static readonly Option<string?> Data = new("--data") { Description = "The folder for the embedded database (./data)." };
    private static readonly Option<string?> Config = new("--config") { Description = "The path of config.yaml." };
    private static readonly Option<string?> Upstream = new("--upstream") { Description = "An OpenAI-compatible server whose models are all offered." };
    private static readonly Option<string?> UpstreamKey = new("--upstream-key") { Description = "What opens that server; better set AKASHCHAT_UPSTREAM_KEY, which no process list shows." };

    internal static Command Create()
    {
        var command = new Command("serve", "Runs the service.") { Port, Host, Data, Config, Upstream, UpstreamKey };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = SettingsReader.Read(Values(parsed));
        await using var app = AkashChatHost.Build(settings);
        await AkashChatHost.StartAsync(app, settings, cancellationToken);
        await Banner.WriteAsync(app, Terminal.Out);
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    /// <summary>The environment, with what the command line says on top.</summary>
    private static Dictionary<string, string> Values(ParseResult parsed)
    {
        var values = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => entry.Value as string ?? string.Empty, StringComparer.Ordinal);
        Set(SettingNames.Port, parsed.GetValue(Port)?.ToString(CultureInfo.InvariantCulture));
        Set(SettingNames.Host, parsed.GetValue(Host));
        Set(SettingNames.Data, parsed.GetValue(Data));
        Set(SettingNames.Config, parsed.GetValue(Config));
        Set(SettingNames.Upstream, parsed.GetValue(Upstream));
        Set(SettingNames.UpstreamKey, parsed.GetValue(UpstreamKey));
        return values;

        void Set(string name, string? value)
        {
            if (value is not null)
            {
                values[name] = value;
            }
        }
    }
}

using System.CommandLine;
using AkashChat.Infrastructure.Settings;

namespace AkashChat.Web.Commands;

/// <summary><c>akashchat health</c>: tells by its exit code whether a server is ready; for images without a shell.</summary>
internal static class HealthCommand
{
    private static readonly Option<Uri> Url = CommandHttp.UrlOption(() =>
        $"http://127.0.0.1:{Environment.GetEnvironmentVariable(SettingNames.Port) ?? "8080"}");

    internal static Command Create()
    {
        var command = new Command("health", "Exits with 0 if a running server is ready.") { Url };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var http = CommandHttp.CreateClient(parsed.GetValue(Url)!);
            try
            {
                using var response = await http.GetAsync(new Uri("health/ready", UriKind.Relative), cancellationToken);
                await Terminal.Out.WriteLineAsync(await response.Content.ReadAsStringAsync(cancellationToken));
                return response.IsSuccessStatusCode ? 0 : 1;
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                await Terminal.Error.WriteLineAsync($"Not ready: {exception.Message}");
                return 1;
            }
        });
        return command;
    }
}

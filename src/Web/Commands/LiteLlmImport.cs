using System.Data.Common;
using AkashChat.Application.Usage.TakeOver;
using AkashChat.Infrastructure;
using AkashChat.Infrastructure.Settings;
using AkashChat.Infrastructure.Usage.TakeOver;
using AkashChat.Web.Hosting;

namespace AkashChat.Web.Commands;

/// <summary>Takes over the keys of a LiteLLM proxy, and tells about it.</summary>
public static class LiteLlmImport
{
    /// <summary>Takes them over.</summary>
    /// <param name="settings">The service's settings: they name the database, the teams and the sign-in provider.</param>
    /// <param name="databaseUrl">LiteLLM's database.</param>
    /// <param name="isTrial">Whether to stop before the last step.</param>
    /// <param name="output">Gets the report.</param>
    /// <param name="cancellationToken">Stops it; nothing is changed then.</param>
    /// <exception cref="StartupException">Something is missing or wrong that the operator can mend; nothing was changed.</exception>
    public static async Task<TakeOverReport> RunAsync(
        ServiceSettings settings, string databaseUrl, bool isTrial, TextWriter output, CancellationToken cancellationToken)
    {
        if (settings.LiteLlm is not null)
        {
            throw new StartupException(
                "Nothing was imported", [$"{SettingNames.LiteLlmEndpoint} is set, so that the proxy goes on keeping the keys; unset it for this command, and for the service afterwards"]);
        }

        await using var app = AkashChatHost.Build(settings);
        await using var source = await LiteLlmDatabase.OpenAsync(databaseUrl, cancellationToken);
        if (await app.Services.InitializeRecordsAsync(isTrial, cancellationToken))
        {
            await output.WriteLineAsync("The service's own database was not ready yet; it was prepared, as at every start, and is empty.");
        }

        try
        {
            await using var scope = app.Services.CreateAsyncScope();
            var report = await scope.ServiceProvider.GetRequiredService<KeyTakeOver>()
                .RunAsync(source, settings.OpenId?.Issuer.ToString(), isTrial, cancellationToken);
            await ImportReport.WriteAsync(report, settings, isTrial, output);
            return report;
        }
        catch (Exception exception) when (exception is DbException || exception.InnerException is DbException)
        {
            var reason = (exception as DbException ?? (DbException)exception.InnerException!).Message;
            throw new StartupException(
                "Nothing was imported",
                [reason, "if the service's own database is busy or locked, stop the service, or try again when it is quiet; then repeat the command"]);
        }
    }
}

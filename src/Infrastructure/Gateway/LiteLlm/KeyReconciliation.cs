using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.ReconcileKeys;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Gateway.LiteLlm;

/// <summary>Lets a pass of the reconciler run every ten seconds over what is marked, and soon after the start and every hour over everything.</summary>
internal sealed partial class KeyReconciliation(IServiceScopeFactory scopes, TimeProvider clock, ILogger<KeyReconciliation> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WholeInterval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        long? comparedAt = null;
        string? stoppedFor = null;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var everything = comparedAt is not { } then || clock.GetElapsedTime(then) >= WholeInterval;
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var pass = await scope.ServiceProvider.GetRequiredService<IDispatcher>().SendAsync(new ReconcileKeysCommand(everything), stoppingToken);
                comparedAt = everything && pass.Value.Stopped is null ? clock.GetTimestamp() : comparedAt;
                stoppedFor = Report(pass.Value, stoppedFor);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // The database is away, or it is a defect of ours: the next pass tries again, and the service goes on.
                Log.PassFailed(logger, exception.GetType().Name);
            }
        }
    }

    // An outage is told when it begins and when it ends, not every ten seconds.
    private string? Report(ReconcileReport report, string? stoppedFor)
    {
        var did = report.WithoutStop();
        if (!did.IsEmpty)
        {
            Log.Did(logger, did);
        }

        if (report.Stopped?.Code != stoppedFor)
        {
            if (report.Stopped is { } reason)
            {
                Log.Stopped(logger, reason.Code);
            }
            else
            {
                Log.Resumed(logger);
            }
        }

        return report.Stopped?.Code;
    }

    private static partial class Log
    {
        [LoggerMessage(3220, LogLevel.Information, "Records and LiteLLM proxy reconciled: {Report}")]
        public static partial void Did(ILogger logger, ReconcileReport report);

        [LoggerMessage(3221, LogLevel.Warning, "Records and LiteLLM proxy cannot be reconciled: {Code}")]
        public static partial void Stopped(ILogger logger, string code);

        [LoggerMessage(3222, LogLevel.Information, "Records and LiteLLM proxy are being reconciled again")]
        public static partial void Resumed(ILogger logger);

        [LoggerMessage(3223, LogLevel.Error, "A pass of the reconciler failed ({Reason}); the next one is in ten seconds")]
        public static partial void PassFailed(ILogger logger, string reason);
    }
}

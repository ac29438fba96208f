using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Catalog;

/// <summary>Looks every two seconds whether <c>config.yaml</c> has changed, and at once on SIGHUP.</summary>
internal sealed partial class ConfigReloader(ConfigReload reload, TimeProvider clock, ILogger<ConfigReloader> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private PosixSignalRegistration? _signal;

    /// <summary>Listens to the signal before the service is there: what nobody listens to ends the process.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _signal = ListenToSignal();
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _signal?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            // Not a periodic timer: a clock that jumps is to cause one look, not thousands.
            await Task.Delay(Interval, clock, stoppingToken);
            Try(reload.Look);
        }
    }

    // A terminal that closes sends the same signal, and then the service is to end with it, as ever.
    private PosixSignalRegistration? ListenToSignal()
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var hadTerminal = HasTerminal();
        return PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            if (!hadTerminal || HasTerminal())
            {
                context.Cancel = true;
                Try(reload.ReadNow);
            }
        });
    }

    private static bool HasTerminal()
    {
        try
        {
            using var terminal = File.OpenHandle("/dev/tty");
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // Whatever it is: a file that cannot be read must not end the service.
    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            Log.Failed(logger, exception.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3105, LogLevel.Error, "config.yaml could not be read again: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}

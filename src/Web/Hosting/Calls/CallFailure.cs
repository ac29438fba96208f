namespace AkashChat.Web.Hosting.Calls;

/// <summary>What becomes of a call whose pipeline failed; it answers failures itself, so that this is the last resort.</summary>
internal static partial class CallFailure
{
    internal static async Task EndAsync(CallExchange exchange, Exception exception, ILogger logger)
    {
        if (exchange.IsGivenUp)
        {
            return;
        }

        Log(logger, exception);
        if (exchange.HasStarted)
        {
            exchange.Abort();
        }
        else
        {
            await exchange.FailAsync();
        }
    }

    [LoggerMessage(1031, LogLevel.Error, "A call failed unexpectedly, and was not answered by whoever answers failures")]
    internal static partial void Log(ILogger logger, Exception exception);
}

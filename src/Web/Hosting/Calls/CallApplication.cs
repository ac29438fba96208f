using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;

namespace AkashChat.Web.Hosting.Calls;

/// <summary>The pipeline that answers calls.</summary>
internal abstract class CallApplication
{
    /// <summary>Makes what stands for the calls of a connection.</summary>
    internal abstract CallExchange NewExchange(CallConnection connection);

    /// <summary>Answers a call.</summary>
    internal abstract Task ServeAsync(CallExchange exchange);

    /// <summary>The pipeline of a host.</summary>
    /// <param name="application">The pipeline.</param>
    /// <param name="logger">For what it did not handle itself.</param>
    internal static CallApplication Of<TContext>(IHttpApplication<TContext> application, ILogger logger)
        where TContext : notnull => new Hosted<TContext>(application, logger);

    private sealed class Hosted<TContext>(IHttpApplication<TContext> application, ILogger logger) : CallApplication
        where TContext : notnull
    {
        internal override CallExchange NewExchange(CallConnection connection) => new Exchange(connection);

        internal override async Task ServeAsync(CallExchange exchange)
        {
            try
            {
                Exception? failure = null;
                var context = application.CreateContext(exchange);
                try
                {
                    await application.ProcessRequestAsync(context);
                    await exchange.EndAsync();
                }
                catch (Exception exception)
                {
                    failure = exception;
                    await CallFailure.EndAsync(exchange, exception, logger);
                }
                finally
                {
                    await exchange.TellCompletedAsync(logger);
                    application.DisposeContext(context, failure);
                }
            }
            catch (Exception exception)
            {
                CallFailure.Log(logger, exception);
                exchange.Abort();
            }
            finally
            {
                exchange.End();
            }
        }

        // The host keeps its context with it, and makes none anew for the next call.
        private sealed class Exchange(CallConnection connection) : CallExchange(connection), IHostContextContainer<TContext>
        {
            TContext? IHostContextContainer<TContext>.HostContext { get; set; }
        }
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Common;

/// <summary>Takes every request but the gateway's calls away from the thread that heard of it, for good.</summary>
/// <remarks>
/// That thread serves many connections, and gateway calls run on it because they never wait for anything but sockets. A page or
/// a query may take its time: it runs on the thread pool from the start, and comes back there after whatever it waited for.
/// </remarks>
internal static class PoolThreads
{
    internal static IApplicationBuilder UsePoolThreads(this IApplicationBuilder app) => app.Use(static (context, next) =>
        context.Request.IsGatewayCall() ? next(context) : RunOnPoolAsync(context, next));

    private static async Task RunOnPoolAsync(HttpContext context, RequestDelegate next)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        SynchronizationContext.SetSynchronizationContext(Pool.Instance);
        await next(context);
    }

    /// <summary>Where what was awaited goes on: the thread pool. The pool itself forgets it after each piece of work.</summary>
    private sealed class Pool : SynchronizationContext
    {
        internal static readonly Pool Instance = new();

        public override void Post(SendOrPostCallback d, object? state) => ThreadPool.UnsafeQueueUserWorkItem(
            static work =>
            {
                SetSynchronizationContext(Instance);
                work.Callback(work.State);
            },
            (Callback: d, State: state),
            preferLocal: false);

        public override SynchronizationContext CreateCopy() => this;
    }
}

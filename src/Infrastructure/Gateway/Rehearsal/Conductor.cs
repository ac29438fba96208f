namespace AkashChat.Infrastructure.Gateway.Rehearsal;

/// <summary>Lets the rehearsal's time pass: whenever nothing works any more, the clock jumps.</summary>
/// <remarks>
/// Sockets are real, so that nobody tells when the last byte has arrived. What is known for sure is when the gateway waits for
/// a server that itself waits for the clock. For the rest: nothing has happened for a look, and the thread pool has nothing
/// to do.
/// </remarks>
internal sealed class Conductor(RehearsalClock clock, Activity activity, VisitBook visits)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    // Others may keep the thread pool busy; ours would have shown by then.
    private static readonly TimeSpan CalmEnough = TimeSpan.FromMilliseconds(10);

    // A server of this process that has not answered by then never will.
    private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(5);

    /// <summary>Lets time pass until a piece of work is over.</summary>
    public async Task<T> PlayAsync<T>(Task<T> work, CancellationToken cancellationToken)
    {
        while (!work.IsCompleted)
        {
            await WaitForCalmAsync(cancellationToken);
            if (!work.IsCompleted && !clock.Jump())
            {
                throw new InvalidOperationException("The rehearsal waits for something that no time brings.");
            }
        }

        return await work;
    }

    private async Task WaitForCalmAsync(CancellationToken cancellationToken)
    {
        var count = activity.Count;
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await Task.Delay(Look, TimeProvider.System, cancellationToken);
            if (activity.Count != count)
            {
                (count, since) = (activity.Count, TimeProvider.System.GetTimestamp());
                continue;
            }

            var calm = TimeProvider.System.GetElapsedTime(since);
            if (calm > Stuck || (visits.IsCalm && (PoolIsIdle() || calm > CalmEnough)))
            {
                return;
            }
        }
    }

    private static bool PoolIsIdle()
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);

        // Whoever looks is at work himself.
        return most - free <= 1 && ThreadPool.PendingWorkItemCount == 0;
    }
}

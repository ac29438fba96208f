namespace AkashChat.Infrastructure.Gateway.Rehearsal;

/// <summary>Lets the rehearsal's time pass: whenever nothing works any more, the clock jumps.</summary>
/// <remarks>
/// Sockets are real, so that nobody tells when the last byte has arrived. What is known for sure is when the gateway waits for
/// a server that itself waits for the clock. For the rest: nothing has happened for a look, and the thread pool has nothing
/// to do.
/// </remarks>
internal sealed class Conductor(RehearsalClock clock, Activity activity, VisitBook visits)
{
    // Each look waits its turn behind what was there before. Time alone tells nothing: the machine may have stood still.
    private const int LooksEnough = 8;
    private const int LooksWhenStuck = 1_000;
    private const int CalmInVain = 1_000;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    // Others may keep the thread pool busy; ours would have shown by then.
    private static readonly TimeSpan CalmEnough = TimeSpan.FromMilliseconds(10);

    // A server of this process that has not answered by then never will.
    private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(5);

    /// <summary>Lets time pass until a piece of work is over.</summary>
    public async Task<T> PlayAsync<T>(Task<T> work, CancellationToken cancellationToken)
    {
        for (var inVain = 0; !work.IsCompleted;)
        {
            var isCalm = await WaitForCalmAsync(cancellationToken);
            if (!work.IsCompleted)
            {
                // Nothing is due at the very end either, when the last steps of the work are still to come.
                inVain = clock.Jump() ? 0 : inVain + 1;
                if (inVain > CalmInVain || (inVain > 0 && !isCalm))
                {
                    throw new InvalidOperationException("The rehearsal waits for something that no time brings.");
                }
            }
        }

        return await work;
    }

    /// <summary>Waits until nothing works any more.</summary>
    /// <returns>False: something still does, but has shown nothing for long.</returns>
    private async Task<bool> WaitForCalmAsync(CancellationToken cancellationToken)
    {
        var count = activity.Count;
        var (since, looks) = (TimeProvider.System.GetTimestamp(), 0);
        while (true)
        {
            await Task.Delay(Look, TimeProvider.System, cancellationToken);
            if (activity.Count != count)
            {
                (count, since, looks) = (activity.Count, TimeProvider.System.GetTimestamp(), 0);
                continue;
            }

            looks++;
            var calm = TimeProvider.System.GetElapsedTime(since);
            if (visits.IsCalm && (PoolIsIdle() || (calm > CalmEnough && looks > LooksEnough)))
            {
                return true;
            }

            if (calm > Stuck && looks > LooksWhenStuck)
            {
                return false;
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

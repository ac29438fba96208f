using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Opens an attempt, and if it takes long a second one elsewhere: whichever can be delivered first wins, the other is closed.</summary>
internal sealed class HedgedOpening(Attempt first, TimeSpan after, Func<Attempt?> beginSecond, TimeProvider clock)
{
    /// <summary>Opens.</summary>
    /// <returns>The winner, or what went wrong with the last one.</returns>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    public async ValueTask<(Attempt? Opened, AttemptFailure? Failure)> OpenAsync(CancellationToken callerLeft)
    {
        var firstOpening = first.OpenAsync();
        Attempt? second = null;
        Attempt? winner = null;
        Task<AttemptFailure?>? secondOpening = null;
        try
        {
            if (!await IsOverWithinAsync(firstOpening, callerLeft) && (second = beginSecond()) is not null)
            {
                secondOpening = second.OpenAsync();
                var (faster, slower) = await Task.WhenAny(firstOpening, secondOpening) == firstOpening ? (first, second) : (second, first);
                var failure = await (faster == first ? firstOpening : secondOpening);
                winner = failure is null ? faster : await (slower == first ? firstOpening : secondOpening) is null ? slower : null;
                return (winner, winner is null ? failure : null);
            }

            var single = await firstOpening;
            winner = single is null ? first : null;
            return (winner, single);
        }
        finally
        {
            await CloseAsync(first, firstOpening, winner);
            await CloseAsync(second, secondOpening, winner);
        }
    }

    private async ValueTask<bool> IsOverWithinAsync(Task opening, CancellationToken callerLeft)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(callerLeft);
        var wait = Task.Delay(after, clock, done.Token);
        var isOver = await Task.WhenAny(opening, wait) == opening;
        await done.CancelAsync();
        return isOver || callerLeft.IsCancellationRequested;
    }

    private static async ValueTask CloseAsync(Attempt? attempt, Task? opening, Attempt? winner)
    {
        if (attempt is null || attempt == winner)
        {
            return;
        }

        if (opening is { IsCompleted: false })
        {
            attempt.Stop();
            await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        attempt.Dispose();
    }
}

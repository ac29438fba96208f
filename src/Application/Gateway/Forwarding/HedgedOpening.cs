using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Opens an attempt, and if it takes long a second one elsewhere: whichever can be delivered first wins, the other is closed.</summary>
internal sealed class HedgedOpening(
    Attempt first, TimeSpan after, Func<Attempt?> beginSecond, Action<Attempt, AttemptFailure> fail, TimeProvider clock)
{
    /// <summary>Opens.</summary>
    /// <returns>The winner; or, if both failed, what went wrong with the one that failed last.</returns>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    public async Task<(Attempt? Opened, AttemptFailure? Failure)> OpenAsync(CancellationToken callerLeft)
    {
        // The time runs before a server has the call.
        using var over = CancellationTokenSource.CreateLinkedTokenSource(callerLeft);
        var wait = Task.Delay(after, clock, over.Token);
        var firstOpening = first.OpenAsync();
        Attempt? second = null;
        Attempt? winner = null;
        Task<AttemptFailure?>? secondOpening = null;
        try
        {
            var isFirstOver = await Task.WhenAny(firstOpening, wait) == firstOpening || callerLeft.IsCancellationRequested;
            await over.CancelAsync();
            if (!isFirstOver && (second = beginSecond()) is not null)
            {
                secondOpening = second.OpenAsync();
                var isFirst = await Task.WhenAny(firstOpening, secondOpening) == firstOpening;
                var (faster, fasterOpening, slower, slowerOpening) =
                    isFirst ? (first, firstOpening, second, secondOpening) : (second, secondOpening, first, firstOpening);
                if (await JudgeAsync(faster, fasterOpening) is null)
                {
                    winner = faster;
                    return (winner, null);
                }

                var failure = await JudgeAsync(slower, slowerOpening);
                winner = failure is null ? slower : null;
                return (winner, failure);
            }

            var single = await JudgeAsync(first, firstOpening);
            winner = single is null ? first : null;
            return (winner, single);
        }
        finally
        {
            await CloseAsync(first, firstOpening, winner);
            await CloseAsync(second, secondOpening, winner);
        }
    }

    private async ValueTask<AttemptFailure?> JudgeAsync(Attempt attempt, Task<AttemptFailure?> opening)
    {
        var failure = await opening;
        if (failure is not null)
        {
            fail(attempt, failure);
        }

        return failure;
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
            await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        attempt.Dispose();
    }
}

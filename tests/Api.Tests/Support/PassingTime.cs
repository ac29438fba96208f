using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Api.Tests.Support;

/// <summary>Lets a test's clock go on for somebody who may not be waiting for it yet.</summary>
internal static class PassingTime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Real time for whoever has begun to wait only now, or is just waking up.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Moves the clock step by step until something is done.</summary>
    /// <exception cref="TimeoutException">It does not come to its end.</exception>
    public static async Task AdvanceUntilAsync(this FakeTimeProvider clock, TimeSpan step, Task task)
    {
        await clock.AdvanceUntilAsync(step, () => task.IsCompleted);
        await task;
    }

    /// <summary>Moves the clock step by step until something holds.</summary>
    /// <exception cref="TimeoutException">It does not come to hold.</exception>
    public static async Task AdvanceUntilAsync(this FakeTimeProvider clock, TimeSpan step, Func<bool> holds)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            clock.Advance(step);
            for (var begun = TimeProvider.System.GetTimestamp(); !holds() && TimeProvider.System.GetElapsedTime(begun) < Pause;)
            {
                await Task.Delay(1);
            }

            if (TimeProvider.System.GetElapsedTime(startedAt) > Patience)
            {
                throw new TimeoutException("Time went on, but nothing happened.");
            }
        }
    }
}

namespace AkashChat.Api.Tests.Support;

/// <summary>Waits for what comes by itself, a moment later.</summary>
internal static class Wait
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Waits until something holds.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="what">What is said if it never does.</param>
    /// <exception cref="TimeoutException">It does not come to hold.</exception>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(startedAt) > Patience)
            {
                throw new TimeoutException(what);
            }

            await Task.Delay(10);
        }
    }

    /// <summary>Waits until something holds.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="what">What is said if it never does.</param>
    /// <exception cref="TimeoutException">It does not come to hold.</exception>
    public static Task UntilAsync(Func<bool> holds, string what) => UntilAsync(() => Task.FromResult(holds()), what);
}

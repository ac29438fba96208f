namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Keeps long work off the threads that hear of sockets.</summary>
/// <remarks>Calls run on these threads because they are short. To read megabytes of JSON takes milliseconds, in which no other stream of the thread would go on.</remarks>
public static class LongWork
{
    private const int ShortBytes = 256 * 1024;

    /// <summary>Goes on in the thread pool if there is much to read; else at once.</summary>
    /// <param name="bytes">How much there is.</param>
    public static Task LeaveSocketThreadAsync(int bytes) => bytes <= ShortBytes ? Task.CompletedTask : HopAsync();

    private static async Task HopAsync() => await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
}

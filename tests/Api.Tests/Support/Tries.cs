using Xunit.Sdk;

namespace AkashChat.Api.Tests.Support;

/// <summary>What only the machine's own clock, or many throws of dice, can tell.</summary>
/// <remarks>A machine that stands still for a moment spoils one try, and so does bad luck; a fault of ours spoils them all.</remarks>
internal static class Tries
{
    private const int Most = 5;

    /// <summary>Measures until what is measured passes a check.</summary>
    /// <param name="measure">Measures, and checks at once what must hold each time.</param>
    /// <param name="check">Checks what a try may miss.</param>
    public static async Task MustPassOnceAsync<T>(Func<Task<T>> measure, Action<T> check)
    {
        for (var tries = 1; ; tries++)
        {
            var measured = await measure();
            try
            {
                check(measured);
                return;
            }
            catch (XunitException) when (tries < Most)
            {
                // Once more.
            }
        }
    }
}

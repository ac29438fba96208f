namespace AkashChat.Api.Common;

/// <summary>Tells waits as HTTP does.</summary>
internal static class Waits
{
    /// <summary>The wait in whole seconds, rounded up: who waits so long does not come too early.</summary>
    internal static long ToWholeSeconds(this TimeSpan wait) => (long)Math.Ceiling(wait.TotalSeconds);
}

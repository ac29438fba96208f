using System.Data.Common;

namespace AkashChat.Api.Common;

/// <summary>Tells an outage of a store from a defect of ours.</summary>
internal static class StoreOutage
{
    /// <summary>What the store said, in a word for the log.</summary>
    internal static string ReasonOf(Exception exception)
    {
        var cause = exception.GetBaseException();
        return cause is DbException { SqlState: { } state } ? $"{cause.GetType().Name} {state}" : cause.GetType().Name;
    }

    /// <summary>Whether a store that does not answer is behind the exception.</summary>
    internal static bool IsBehind(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            // Redis' client has its own family of exceptions, which this project does not know by type.
            if (exception is DbException or TimeoutException || exception.GetType().Name.StartsWith("Redis", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}

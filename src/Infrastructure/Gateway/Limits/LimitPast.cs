using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Infrastructure.Gateway.Limits;

/// <summary>Reads from the records what a counter would have counted.</summary>
internal static class LimitPast
{
    /// <summary>Reads it.</summary>
    /// <returns>Amounts, each with the moment since when it counts.</returns>
    public static async ValueTask<IReadOnlyList<(DateTimeOffset Since, long Amount)>> ReadAsync(
        ILimitHistory history, LimitCounter counter, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (counter.Window is not { } window)
        {
            return [];
        }

        if (!window.IsRolling)
        {
            var (start, end) = window.PeriodAt(now);
            return [(now, await history.SumAsync(counter, At(start), At(end), cancellationToken))];
        }

        var past = new List<(DateTimeOffset, long)>(LimitWindow.Slots + 1);
        var newest = now.UtcTicks / window.SlotTicks;
        for (var slot = newest - LimitWindow.Slots; slot <= newest; slot++)
        {
            var since = At(slot * window.SlotTicks);
            past.Add((since, await history.SumAsync(counter, since, At((slot + 1) * window.SlotTicks), cancellationToken)));
        }

        return past;
    }

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);
}

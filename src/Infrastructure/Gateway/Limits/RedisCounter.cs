using System.Globalization;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;
using StackExchange.Redis;

namespace AkashChat.Infrastructure.Gateway.Limits;

/// <summary>Where a counter is in Redis for a moment of its window, and how it is kept there.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Key, after the prefix</term><description>Content</description></listheader>
/// <item><term><c>key:parallel::4:4fK2:</c></term><description><c>p</c>: a sorted set of the open reservations, by the ends of their leases in Redis' own time.</description></item>
/// <item><term><c>team:tokens:1m@SECONDS:4:free:</c></term><description><c>c</c>: the number for the period of the calendar that begins at that second.</description></item>
/// <item><term><c>model:money:~1d:4:glm5:</c></term><description><c>r</c>: a hash with a number for each slot of the rolling window.</description></item>
/// <item><term><c>open:ID</c></term><description>What a reservation holds of each of its limits; <c>-</c>: it was booked, and must not be again.</description></item>
/// </list>
/// A name's length stands before it, so that no two counters share a key.
/// Scripts calculate with doubles: numbers are cut off where these are not exact any more, and times come as slots and milliseconds.
/// </remarks>
internal readonly record struct RedisCounter(RedisKey Key, string Kind, long Slot, long KeepMilliseconds, bool HasHistory)
{
    /// <summary>The largest number that is counted; sums and differences of two are still exact.</summary>
    public const long Most = 4_000_000_000_000_000;

    // For instances whose clocks are behind.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    /// <summary>Where it is.</summary>
    /// <param name="prefix">How keys begin.</param>
    /// <param name="counter">The counter.</param>
    /// <param name="at">The moment that is counted.</param>
    /// <param name="now">The moment from which on it is kept.</param>
    public static RedisCounter Of(string prefix, LimitCounter counter, DateTimeOffset at, DateTimeOffset now)
    {
        if (counter.Window is not { } window)
        {
            return new RedisCounter(Name(prefix, counter, string.Empty), "p", 0, 0, false);
        }

        var hasHistory = MemoryCounter.HasHistory(counter);
        if (window.IsRolling)
        {
            var slot = at.UtcTicks / window.SlotTicks;
            return new RedisCounter(Name(prefix, counter, $"~{window}"), "r", slot, Keep((slot + LimitWindow.Slots + 1) * window.SlotTicks, now), hasHistory);
        }

        var (start, end) = window.PeriodAt(at);
        var name = string.Create(CultureInfo.InvariantCulture, $"{window}@{new DateTimeOffset(start, TimeSpan.Zero).ToUnixTimeSeconds()}");
        return new RedisCounter(Name(prefix, counter, name), "c", 0, Keep(end, now), hasHistory);
    }

    /// <summary>Where it is noted what a reservation holds.</summary>
    public static RedisKey OpenKey(string prefix, Guid reservation) => $"{prefix}open:{reservation:N}";

    /// <summary>A number as scripts can calculate with it.</summary>
    public static long Cut(long number) => Math.Clamp(number, -Most, Most);

    private static long Keep(long end, DateTimeOffset now) => (end - now.UtcTicks + Grace.Ticks) / TimeSpan.TicksPerMillisecond;

    private static string Name(string prefix, LimitCounter counter, string window) => string.Create(
        CultureInfo.InvariantCulture,
        $"{prefix}{Word(counter.Level)}:{Word(counter.Measure)}:{window}:{counter.Subject.Length}:{counter.Subject}:{counter.Model}");

    private static string Word(LimitLevel level) => level switch
    {
        LimitLevel.Key => "key",
        LimitLevel.User => "user",
        LimitLevel.Team => "team",
        LimitLevel.Model => "model",
        _ => "service",
    };

    private static string Word(LimitMeasure measure) => measure switch
    {
        LimitMeasure.Parallel => "parallel",
        LimitMeasure.Requests => "requests",
        LimitMeasure.Tokens => "tokens",
        _ => "money",
    };
}

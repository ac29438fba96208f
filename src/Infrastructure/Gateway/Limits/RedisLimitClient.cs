using System.Globalization;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;
using AkashChat.Infrastructure.Common;
using AkashChat.Infrastructure.Usage;
using StackExchange.Redis;

namespace AkashChat.Infrastructure.Gateway.Limits;

/// <summary>Sends the scripts. What is sent first is done first; nothing here waits or mends.</summary>
/// <remarks>The library sends a script's hash, and its text only to a Redis that does not know it.</remarks>
internal sealed class RedisLimitClient(IConnectionMultiplexer redis, RedisTag tag, TimeProvider clock, TimeSpan lease)
{
    // Longer than any request lasts; what an instance that died held is forgotten after it.
    private const long KeepNote = 24 * 3_600_000;

    // Longer than any settlement is sent again.
    private const long KeepBooked = 3_600_000;

    private readonly string _prefix = tag.Prefix + "limits:";
    private readonly long _lease = (long)lease.TotalMilliseconds;

    /// <summary>Whether there is somebody to ask.</summary>
    public bool IsConnected => redis.IsConnected;

    private IDatabase Database => redis.GetDatabase();

    /// <summary>Decides.</summary>
    /// <param name="reservation">What is asked.</param>
    /// <param name="reserve">Whether it is reserved.</param>
    /// <param name="openCalls">Where the call's estimate is noted if it is admitted; null: nowhere.</param>
    public async Task<DecisionReply> DecideAsync(Reservation reservation, bool reserve, RedisKey? openCalls)
    {
        var charges = reservation.Charges;
        var keys = new RedisKey[charges.Length + (openCalls is null ? 1 : 2)];
        var values = new RedisValue[RedisLimitScripts.DecideHead + (charges.Length * RedisLimitScripts.DecideWidth)];
        keys[0] = RedisCounter.OpenKey(_prefix, reservation.Id);
        (values[0], values[1], values[2], values[3]) = (reserve ? 1 : 0, Name(reservation.Id), _lease, KeepNote);
        values[4] = RedisValue.EmptyString;
        if (openCalls is { } open)
        {
            (keys[^1], values[4]) = (open, UsageRecordFormat.Write(reservation.Estimate!));
        }

        var at = RedisLimitScripts.DecideHead;
        for (var index = 0; index < charges.Length; index++)
        {
            var charge = charges[index];
            var counter = RedisCounter.Of(_prefix, charge.Counter, reservation.At, reservation.At);
            keys[index + 1] = counter.Key;
            values[at++] = counter.Kind;
            values[at++] = RedisCounter.Cut(charge.Rule.Limit);
            values[at++] = RedisCounter.Cut(charge.Amount);
            values[at++] = RedisCounter.Cut(charge.Least);
            values[at++] = counter.HasHistory ? 1 : 0;
            values[at++] = counter.KeepMilliseconds;
            values[at++] = counter.Slot;
        }

        return new DecisionReply((long[])(await Database.ScriptEvaluateAsync(RedisLimitScripts.Decide, keys, values))!);
    }

    /// <summary>Ends a reservation.</summary>
    public Task SettleAsync(Settlement settlement)
    {
        var charges = settlement.Charges;
        var now = clock.GetUtcNow();
        var keys = new RedisKey[charges.Length + 1];
        var values = new RedisValue[RedisLimitScripts.SettleHead + (charges.Length * RedisLimitScripts.SettleWidth)];
        keys[0] = RedisCounter.OpenKey(_prefix, settlement.Id);
        (values[0], values[1], values[2]) = (Name(settlement.Id), settlement.IsLocal ? 1 : 0, KeepBooked);
        var at = RedisLimitScripts.SettleHead;
        for (var index = 0; index < charges.Length; index++)
        {
            var counter = RedisCounter.Of(_prefix, charges[index].Counter, settlement.At, now);
            keys[index + 1] = counter.Key;
            values[at++] = counter.Kind;
            values[at++] = RedisCounter.Cut(settlement.UsedOf(charges[index].Rule.Measure));
            values[at++] = counter.HasHistory ? 1 : 0;
            values[at++] = counter.KeepMilliseconds;
            values[at++] = counter.Slot;
        }

        return Database.ScriptEvaluateAsync(RedisLimitScripts.Settle, keys, values);
    }

    /// <summary>Lengthens the leases of reservations.</summary>
    public Task RenewAsync(IEnumerable<Reservation> reservations)
    {
        var keys = new List<RedisKey>();
        var values = new List<RedisValue> { _lease, KeepNote };
        foreach (var reservation in reservations)
        {
            keys.Add(RedisCounter.OpenKey(_prefix, reservation.Id));
            var leases = 0;
            foreach (var charge in reservation.Charges)
            {
                if (charge.Rule.Measure == LimitMeasure.Parallel)
                {
                    keys.Add(RedisCounter.Of(_prefix, charge.Counter, reservation.At, reservation.At).Key);
                    leases++;
                }
            }

            values.Add(Name(reservation.Id));
            values.Add("0");
            values.Add(leases);
        }

        return Database.ScriptEvaluateAsync(RedisLimitScripts.Renew, [.. keys], [.. values]);
    }

    /// <summary>Sets what was used before a counter began, unless it counts already.</summary>
    public Task RestoreAsync(LimitCounter name, DateTimeOffset at, IReadOnlyList<(DateTimeOffset Since, long Amount)> past)
    {
        var counter = RedisCounter.Of(_prefix, name, at, at);
        var values = new List<RedisValue> { counter.Kind, counter.KeepMilliseconds };
        foreach (var (since, amount) in past)
        {
            if (name.Window is { IsRolling: true } window)
            {
                values.Add(since.UtcTicks / window.SlotTicks);
            }

            values.Add(RedisCounter.Cut(amount));
        }

        return Database.ScriptEvaluateAsync(RedisLimitScripts.Restore, [counter.Key], [.. values]);
    }

    private static string Name(Guid reservation) => reservation.ToString("N", CultureInfo.InvariantCulture);
}

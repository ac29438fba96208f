namespace AkashChat.Infrastructure.Usage.Shared;

/// <summary>What happens in Redis in one step.</summary>
internal static class UsageScripts
{
    /// <summary>Calls are over. Keys: open calls, stream. Arguments: the longest stream, then name and record of each. Returns -1 if the stream is too long.</summary>
    internal const string End = """
        if redis.call('XLEN', KEYS[2]) >= tonumber(ARGV[1]) then return -1 end
        for i = 2, #ARGV, 2 do
          redis.call('HDEL', KEYS[1], ARGV[i])
          redis.call('XADD', KEYS[2], '*', 'r', ARGV[i + 1])
        end
        return 1
        """;

    /// <summary>An instance lives. Keys: instances. Arguments: instance, milliseconds of its lease. Returns the instances whose leases are over.</summary>
    internal const string Live = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
        return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)
        """;

    /// <summary>What an instance left open whose lease is over goes on the stream. Keys: instances, its open calls, stream. Argument: the instance. Returns how many; -1: it lives, or another one was faster.</summary>
    internal const string TakeOver = """
        local time = redis.call('TIME')
        local lease = redis.call('ZSCORE', KEYS[1], ARGV[1])
        if not lease or tonumber(lease) > time[1] * 1000 + math.floor(time[2] / 1000) then return -1 end
        local calls = redis.call('HVALS', KEYS[2])
        for i = 1, #calls do redis.call('XADD', KEYS[3], '*', 'r', calls[i]) end
        redis.call('DEL', KEYS[2])
        redis.call('ZREM', KEYS[1], ARGV[1])
        return #calls
        """;

    /// <summary>An instance ends in order. Keys: instances, its open calls. Argument: the instance. One that leaves calls open keeps its lease, so that they are found.</summary>
    internal const string Leave = """
        if redis.call('HLEN', KEYS[2]) == 0 then redis.call('ZREM', KEYS[1], ARGV[1]) end
        """;

    /// <summary>Entries are booked. Key: stream. Arguments: the group, then the entries.</summary>
    internal const string Booked = """
        for i = 2, #ARGV do
          redis.call('XACK', KEYS[1], ARGV[1], ARGV[i])
          redis.call('XDEL', KEYS[1], ARGV[i])
        end
        """;
}

using System.Globalization;
using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>Requests and tokens per minute, and calls at once. A minute begins with the first call in it.</summary>
internal sealed class RateLimits(TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, Counter> _counters = new(StringComparer.Ordinal);

    /// <summary>Counts a call, and takes its place among those at once.</summary>
    public void Enter(Call call)
    {
        foreach (var (name, id, row) in Holders(call))
        {
            var counter = CounterOf(name, id);
            Demand(call, name, id, "requests", counter, ++counter.Requests, row.Whole("rpm_limit"));
            Demand(call, name, id, "tokens", counter, counter.Tokens + 1, row.Whole("tpm_limit"));
        }

        if (call.Caller.Key is { } key)
        {
            var counter = CounterOf("api_key", call.Caller.KeyHash!);
            Demand(call, "api_key", call.Caller.KeyHash!, "max_parallel_requests", counter, counter.Running + 1, key.Whole("max_parallel_requests"));
            counter.Running++;
        }
    }

    /// <summary>Gives the place back, and counts what was produced.</summary>
    public void Leave(Call call, long tokens)
    {
        foreach (var (name, id, _) in Holders(call))
        {
            CounterOf(name, id).Tokens += tokens;
        }

        if (call.Caller.Key is not null)
        {
            CounterOf("api_key", call.Caller.KeyHash!).Running--;
        }
    }

    private static IEnumerable<(string Name, string Id, JsonObject Row)> Holders(Call call)
    {
        if (call.Caller.Key is { } key)
        {
            yield return ("api_key", call.Caller.KeyHash!, key);
            if (call.State.FindUser(call.Caller.UserId) is { } user)
            {
                yield return ("user", call.Caller.UserId!, user);
            }

            if (call.State.FindTeam(call.Caller.TeamId) is { } team)
            {
                yield return ("team", call.Caller.TeamId!, team);
            }
        }
    }

    private Counter CounterOf(string name, string id)
    {
        var now = clock.GetUtcNow();
        var counter = _counters.TryGetValue($"{name}:{id}", out var known) ? known : _counters[$"{name}:{id}"] = new Counter { Begin = now };
        if (now - counter.Begin >= Window)
        {
            counter.Begin = now;
            counter.Requests = 0;
            counter.Tokens = 0;
        }

        return counter;
    }

    private void Demand(Call call, string name, string id, string kind, Counter counter, long value, long? limit)
    {
        if (limit is null || value <= limit)
        {
            return;
        }

        var reset = (counter.Begin + Window).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        var refusal = Envelopes.Error(
            429,
            call.State.IsOld ? "None" : "throttling_error",
            $"Rate limit exceeded for {name}: {id}. Limit type: {kind}. Current limit: {limit}, Remaining: 0. Limit resets at: {reset}");
        var wait = Math.Max(1, (int)Math.Ceiling((counter.Begin + Window - clock.GetUtcNow()).TotalSeconds));
        refusal.Answer.Headers["retry-after"] = wait.ToString(CultureInfo.InvariantCulture);
        refusal.Answer.Headers["rate_limit_type"] = kind;
        refusal.Answer.Headers["reset_at"] = reset;
        throw refusal;
    }

    private sealed class Counter
    {
        public DateTimeOffset Begin { get; set; }

        public long Requests { get; set; }

        public long Tokens { get; set; }

        public long Running { get; set; }
    }
}

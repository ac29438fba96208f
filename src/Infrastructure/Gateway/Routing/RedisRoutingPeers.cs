using System.Globalization;
using AkashChat.Application.Catalog;
using AkashChat.Application.Gateway.Routing;
using AkashChat.Domain.Catalog;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AkashChat.Infrastructure.Gateway.Routing;

/// <summary>Shares routing state between instances through Redis: cooldowns at once, the minute's loads every second.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Name</term><description>Content</description></listheader>
/// <item><term><c>akashchat:{routing}:load:MINUTE</c></term><description>A hash for a minute of UTC: field <c>INSTANCE|DEPLOYMENT</c>, value <c>REQUESTS,TOKENS</c>; gone after two minutes.</description></item>
/// <item><term><c>akashchat:{routing}:cooldown</c></term><description>A channel: <c>INSTANCE|MILLISECONDS|0 or 1 (rate limit)|DEPLOYMENT</c>.</description></item>
/// </list>
/// Each instance writes its own totals and adds up the others', so that a lost write mends itself with the next one. No request
/// waits for Redis; while it is away, each instance goes by what it sees itself.
/// </remarks>
internal sealed partial class RedisRoutingPeers(
    IConnectionMultiplexer redis, IModelCatalog catalog, DeploymentStates states, TimeProvider clock, ILogger<RedisRoutingPeers> logger)
    : BackgroundService, IRoutingPeers
{
    private const string LoadPrefix = "akashchat:{routing}:load:";
    private static readonly RedisChannel Cooldowns = RedisChannel.Literal("akashchat:{routing}:cooldown");
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(2);

    private readonly string _instance = Guid.NewGuid().ToString("N");

    public void Announce(CooldownNotice notice) => redis.GetSubscriber().Publish(
        Cooldowns,
        string.Create(CultureInfo.InvariantCulture, $"{_instance}|{(long)notice.Time.TotalMilliseconds}|{(notice.IsRateLimit ? 1 : 0)}|{notice.DeploymentId}"),
        CommandFlags.FireAndForget);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        var isListening = false;
        var isAway = false;
        do
        {
            try
            {
                if (!isListening)
                {
                    await redis.GetSubscriber().SubscribeAsync(Cooldowns, (_, message) => Hear(message.ToString())).WaitAsync(stoppingToken);
                    isListening = true;
                }

                await ExchangeLoadsAsync(stoppingToken);
                isAway = false;
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException && !stoppingToken.IsCancellationRequested)
            {
                if (!isAway)
                {
                    Log.Away(logger);
                }

                isAway = true;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Hear(string message)
    {
        var parts = message.Split('|', 4);
        if (parts.Length == 4 && parts[0] != _instance
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && states.Find(parts[3]) is { } state)
        {
            state.CoolUntil(states.Now + TimeSpan.FromMilliseconds(Math.Min(milliseconds, TimeSpan.MillisecondsPerHour)).Ticks, parts[2] == "1");
        }
    }

    private async Task ExchangeLoadsAsync(CancellationToken cancellationToken)
    {
        var table = catalog.Current;
        var counted = table.Groups.SelectMany(group => group.Deployments.Where(deployment => NeedsCounting(table.Rules, group, deployment))).ToList();
        if (counted.Count == 0)
        {
            return;
        }

        var now = states.Now;
        var key = new RedisKey(LoadPrefix + (now / TimeSpan.TicksPerMinute).ToString(CultureInfo.InvariantCulture));
        var database = redis.GetDatabase();
        var own = counted.Select(deployment => Entry(deployment, now)).ToArray();
        await Task.WhenAll(database.HashSetAsync(key, own), database.KeyExpireAsync(key, Keep)).WaitAsync(cancellationToken);

        var others = new Dictionary<string, (long Requests, long Tokens)>(StringComparer.Ordinal);
        foreach (var entry in await database.HashGetAllAsync(key).WaitAsync(cancellationToken))
        {
            Add(others, entry);
        }

        foreach (var deployment in counted)
        {
            var (requests, tokens) = others.GetValueOrDefault(deployment.Id);
            states.Of(deployment).NoteOthers(requests, tokens, now);
        }
    }

    private static bool NeedsCounting(RoutingRules rules, ModelGroup group, Deployment deployment) =>
        deployment.RequestsPerMinute is not null || deployment.TokensPerMinute is not null
        || rules.StrategyOf.GetValueOrDefault(group.Name, rules.Strategy) == RoutingStrategy.UsageBased;

    private HashEntry Entry(Deployment deployment, long now)
    {
        var (requests, tokens) = states.Of(deployment).Own(now);
        return new HashEntry($"{_instance}|{deployment.Id}", string.Create(CultureInfo.InvariantCulture, $"{requests},{tokens}"));
    }

    private void Add(Dictionary<string, (long Requests, long Tokens)> others, HashEntry entry)
    {
        var name = entry.Name.ToString().Split('|', 2);
        var load = entry.Value.ToString().Split(',', 2);
        if (name.Length == 2 && name[0] != _instance && load.Length == 2
            && long.TryParse(load[0], NumberStyles.None, CultureInfo.InvariantCulture, out var requests)
            && long.TryParse(load[1], NumberStyles.None, CultureInfo.InvariantCulture, out var tokens))
        {
            var known = others.GetValueOrDefault(name[1]);
            others[name[1]] = (known.Requests + requests, known.Tokens + tokens);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3240, LogLevel.Warning, "Redis does not answer: this instance routes by what it sees itself")]
        public static partial void Away(ILogger logger);
    }
}

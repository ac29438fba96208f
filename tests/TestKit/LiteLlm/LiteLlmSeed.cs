using System.Buffers.Text;
using System.Globalization;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>Keys of all kinds, drawn by chance from a number that a failing test prints, with what must become of each.</summary>
public sealed class LiteLlmSeed
{
    public const string Permissionless = "chatapi-pless";
    public const string Extended = "chatapi-auth0";
    public const string Model = "scripted";
    private const string BlockedTeam = "team-blocked";
    private const string ModelsTeam = "team-models";
    private const string LimitedTeam = "team-limited";

    private readonly Random _random;

    public LiteLlmSeed(int number, int keys, DateTimeOffset now)
    {
        Number = number;
        _random = new Random(number);

        // The proxy's columns keep milliseconds.
        Now = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        Users = [.. Enumerable.Range(0, keys / 4).Select(index => (index % 3) switch
        {
            0 => string.Create(CultureInfo.InvariantCulture, $"auth0|{index}"),
            1 => string.Create(CultureInfo.InvariantCulture, $"github|{index}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"user-{index}"),
        })];
        Keys = [.. Enumerable.Range(0, keys).Select(MakeKey)];
    }

    /// <summary>The number that all follows from.</summary>
    public int Number { get; }

    public DateTimeOffset Now { get; }

    public IReadOnlyList<string> Users { get; }

    public IReadOnlyList<SeededKey> Keys { get; }

    /// <summary>The teams. One is blocked, one has a list of models, one has limits for all its keys together.</summary>
    public string TeamsSql { get; } = $"""
        INSERT INTO "LiteLLM_TeamTable" (team_id, models, blocked, rpm_limit) VALUES
            ('{Permissionless}', ARRAY[]::text[], false, NULL), ('{Extended}', ARRAY[]::text[], false, NULL),
            ('{BlockedTeam}', ARRAY[]::text[], true, NULL), ('{ModelsTeam}', ARRAY['{Model}', 'other'], false, NULL), ('{LimitedTeam}', ARRAY[]::text[], false, 1000)
        """;

    private SeededKey MakeKey(int index)
    {
        var team = Pick(Permissionless, Permissionless, Extended, Extended, Extended, null, null, BlockedTeam, ModelsTeam, LimitedTeam);
        var ends = Pick<TimeSpan?>(null, null, null, TimeSpan.FromDays(5), TimeSpan.FromDays(400), TimeSpan.FromDays(-3));
        var blocked = Pick<bool?>(null, null, false, false, false, false, true);
        var models = Pick(
            [], [], [], [Model], [Model, "gone"], ["scr*"], ["*"], ["all-proxy-models"], ["all-team-models"], ["no-default-models"], ["other"],
            new[] { "no-default-models", Model });
        var (max, duration, spend) = Budget();
        var routes = Pick([], [], [], [], [], [], [], ["llm_api_routes"], ["/v1/*"], ["management_routes"], ["info_routes"], new[] { "/v1/embeddings" });
        var isDashboard = _random.Next(40) == 0;
        var key = new SeededKey(Text(index))
        {
            Alias = Pick(null, string.Create(CultureInfo.InvariantCulture, $"key {index}"), $"a\nlong {new string('n', 100)}"),
            UserId = _random.Next(5) == 0 ? null : Users[_random.Next(Users.Count)],
            TeamId = isDashboard ? "litellm-dashboard" : team,
            Models = models,
            AllowedRoutes = routes,
            Blocked = blocked,
            ExpiresAt = Now + ends,
            CreatedAt = Now.AddDays(-10).AddSeconds(index),
            LastActiveAt = Pick<DateTimeOffset?>(null, Now.AddHours(-1)),
            ParallelRequests = Pick<int?>(null, null, 1, 10),
            RequestsPerMinute = Pick<long?>(null, null, 5, 5_000_000_000),
            TokensPerMinute = Pick<long?>(null, null, 100_000),
            MaxBudget = max,
            BudgetDuration = duration,
            BudgetResetAt = duration is null ? null : Now.AddDays(1),
            Spend = spend,
            Metadata = Pick("{}", "{}", """{"tags":["a"]}""", """{"model_rpm_limit":{"scripted":3}}"""),
            ModelMaxBudget = Pick("{}", "{}", """{"scripted":{"budget_limit":1,"time_period":"30d"}}"""),
            Aliases = Pick("{}", "{}", """{"fast":"scripted"}"""),
            IsSkipped = isDashboard || routes is ["management_routes" or "info_routes" or "/v1/embeddings"],
        };
        return key with { Refusal = RefusalOf(key) };
    }

    /// <summary>What must become of a call, said without the code under test.</summary>
    private string? RefusalOf(SeededKey key)
    {
        var isAllowed = key.Models is [] or [Model, ..] or ["scr*"] or ["*"] or ["all-proxy-models"] or ["no-default-models", Model]
            || (key.Models is ["all-team-models"] && key.TeamId is not null);

        // A budget for less than a month is added up to a month's, one for more is cut down to it.
        var months = key.BudgetDuration switch { "1d" or "24h" => 28.0, "7d" => 4.0, "90d" => 28.0 / 90, _ => 1.0 };
        var isSpent = key.MaxBudget is { } max && key.Spend >= max * months;
        return key.IsSkipped ? "keys.unknown"
            : key.ExpiresAt <= Now ? "keys.expired"
            : key.Blocked == true || key.TeamId == BlockedTeam ? "keys.not_active"
            : !isAllowed ? "gateway.model_not_allowed"
            : isSpent ? "gateway.budget_limit"
            : null;
    }

    private (double? Max, string? Duration, double Spend) Budget()
    {
        double? max = Pick<double?>(null, null, null, 0, 2.5, 100);
        var duration = max is null ? null : Pick(null, "1mo", "30d", "1d", "7d", "24h", "90d");
        return (max, duration, max is { } some ? some * Pick(0, 0.3, 1.2) : Pick(0, 12.5));
    }

    /// <summary>Keys as the proxy makes them, and as administrators chose them.</summary>
    private string Text(int index)
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        var text = Base64Url.EncodeToString(bytes);
        return _random.Next(6) switch
        {
            0 => string.Create(CultureInfo.InvariantCulture, $"sk-team.{index}-{text}"),
            1 => $"sk-{text}{text}{text}",
            2 => string.Create(CultureInfo.InvariantCulture, $"sk-{index}"),
            _ => $"sk-{text}",
        };
    }

    private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];
}

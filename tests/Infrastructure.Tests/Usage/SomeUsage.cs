using AkashChat.Domain.Keys;
using AkashChat.Domain.Usage;

namespace AkashChat.Infrastructure.Tests.Usage;

/// <summary>Makes usage by chance, of a few keys and models, with times that like the edges of hours and days.</summary>
internal static class SomeUsage
{
    internal static readonly string[] Models = ["model-a", "model-b", "Ωmega"];

    private static readonly string[] Teams = ["chatapi-pless", "team-b"];

    internal static List<UsageRecord> Of(Random random, IReadOnlyList<ApiKey> keys, DateTimeOffset first, int days, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Of(random, keys[random.Next(keys.Count)], TimeOf(random, first, days)))];

    /// <summary>A time by chance; often the edge of an hour or of a day, or beside one.</summary>
    internal static DateTimeOffset TimeOf(Random random, DateTimeOffset first, int days) => random.Next(4) switch
    {
        0 => first.AddDays(random.Next(days)).AddTicks(random.Next(-1, 2)),
        1 => first.AddHours(random.Next(days * 24)).AddTicks(random.Next(-1, 2)),
        _ => first.AddTicks(random.NextInt64(days * TimeSpan.TicksPerDay)),
    };

    private static UsageRecord Of(Random random, ApiKey key, DateTimeOffset at) => new()
    {
        Id = UsageRecord.NewId(at),
        KeyId = key.Id.Value,
        UserId = key.UserId.Value,
        TeamId = Teams[random.Next(Teams.Length)],
        StartedAt = at,
        Route = "chat/completions",
        Model = Models[random.Next(Models.Length)],
        DeploymentId = "one",
        Cached = random.Next(2) == 0,
        Streamed = random.Next(2) == 0,
        Status = 200,
        Outcome = (UsageOutcome)random.Next(4),
        PromptTokens = random.Next(3) == 0 ? null : random.Next(1_000),
        CompletionTokens = random.Next(3) == 0 ? null : random.Next(1_000),
        CountedTokens = random.Next(3) == 0 ? null : random.Next(1_000),
        CostMicroUsd = random.Next(3) == 0 ? null : random.Next(1_000_000),
        LatencyMicroseconds = 1_000,
    };
}

using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Usage.RollUps;

namespace AkashChat.Infrastructure.Tests.Usage.RollUps;

/// <summary>What a batch comes to, whatever the batch before it was.</summary>
public sealed class RollUpBatchTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Batches_KnowNothingOfEachOther()
    {
        using (var many = RollUpBatch.Of([.. Enumerable.Range(0, 1_000).Select(number => Used($"key-{number:D6}", Noon.AddHours(number)))], []))
        {
            Assert.Equal([1_000, 43, 1_000, 43], many.Sums.Select(sums => sums.Count));
        }

        var owner = Guid.NewGuid();
        using var few = RollUpBatch.Of([Used("b", Noon, owner), Used("a", Noon, owner), Used("b", Noon, owner), Used("b", Noon.AddHours(1), owner)], [owner]);

        Assert.Equal([3, 2, 2, 1], few.Sums.Select(sums => sums.Count));
        Assert.Equal(["a", "b", "b"], Rows(few.Sums[0]).Select(row => row.Group.KeyId));
        Assert.Equal([1, 2, 1], Rows(few.Sums[0]).Select(row => row.Values.Span[0]));
        Assert.Equal([1, 3], Rows(few.Sums[1]).Select(row => row.Values.Span[0]));
        Assert.Equal([3, 1], Rows(few.Sums[2]).Select(row => row.Values.Span[0]));
        Assert.Equal([28], Rows(few.Sums[3]).Select(row => row.Values.Span[7]));
    }

    // Without an owner all keys are one.
    [Fact]
    public void RecordsOfErasedOwners_AreNobodysTogether()
    {
        using var batch = RollUpBatch.Of([Used("a", Noon), Used("b", Noon)], []);

        Assert.Equal([1, 1, 1, 1], batch.Sums.Select(sums => sums.Count));
        Assert.Equal(UsageRecord.ErasedKeyId, batch.Sums[0][0].Group.KeyId);
    }

    private static IEnumerable<(RollUpGroup Group, ReadOnlyMemory<long> Values)> Rows(RollUpSums sums) => Enumerable.Range(0, sums.Count).Select(number => sums[number]);

    private static UsageRecord Used(string key, DateTimeOffset at, Guid owner = default) => new()
    {
        Id = UsageRecord.NewId(at),
        KeyId = key,
        UserId = owner,
        TeamId = "team",
        StartedAt = at,
        Route = "chat/completions",
        Model = "model",
        DeploymentId = "one",
        Streamed = false,
        Status = 200,
        Outcome = UsageOutcome.Completed,
        PromptTokens = 7,
        LatencyMicroseconds = 1_000,
    };
}

using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Usage;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Builders;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace AkashChat.Application.Tests.Gateway.Admission;

public sealed class KeyUsageMeterTests(ITestOutputHelper output) : ISpendReader
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _clock = new(AMoment.Now);

    [Fact]
    public async Task RandomSequences_AreDecidedAsAPlainReadingOfTheRulesDecides()
    {
        var start = Random.Shared.Next();
        output.WriteLine($"Seed {start}");
        for (var seed = start; seed < start + 300; seed++)
        {
            await FollowAsync(new Random(seed), seed);
        }
    }

    [Fact]
    public async Task ManyAtOnce_NeverHaveMoreOpenThanTheLimitAndGiveAllBack()
    {
        const int Limit = 5;
        var meter = new KeyUsageMeter(this, _clock);
        var key = AKeySnapshot.With(new KeyLimits { ParallelRequests = Limit });
        var open = 0;
        var most = 0;

        await Parallel.ForAsync(0, 20_000, async (_, cancellationToken) =>
        {
            using var decision = await meter.BeginAsync(key, costsMoney: false, cancellationToken);
            if (decision.Refusal is null)
            {
                InterlockedMax(ref most, Interlocked.Increment(ref open));
                await Task.Yield();
                Interlocked.Decrement(ref open);
            }
        });

        Assert.InRange(most, 1, Limit);
        Assert.Equal(0, (await meter.ReadAsync(key, CancellationToken.None)).OpenRequests);
    }

    [Fact]
    public async Task DecisionSettledTwice_CountsOnce()
    {
        var meter = new KeyUsageMeter(this, _clock);
        var key = AKeySnapshot.With(new KeyLimits { ParallelRequests = 2, TokensPerMinute = 100 });
        using var other = await meter.BeginAsync(key, costsMoney: false, CancellationToken.None);
        var decision = await meter.BeginAsync(key, costsMoney: false, CancellationToken.None);

        decision.Settle(7, null, AMoment.Now);
        decision.Settle(7, null, AMoment.Now);
        decision.Dispose();

        var standing = await meter.ReadAsync(key, CancellationToken.None);
        Assert.Equal((1, 7L), (standing.OpenRequests, standing.Tokens));
    }

    [Fact]
    public async Task KeysThatNobodyUses_AreForgottenButNotThoseWithOpenRequests()
    {
        var meter = new KeyUsageMeter(this, _clock);
        var limits = new KeyLimits { RequestsPerMinute = 10 };
        for (var number = 0; number < 1_000; number++)
        {
            (await meter.BeginAsync(AKeySnapshot.With(limits, $"idle-{number}"), costsMoney: false, CancellationToken.None)).Dispose();
        }

        using var open = await meter.BeginAsync(AKeySnapshot.With(limits, "open"), costsMoney: false, CancellationToken.None);
        _clock.Advance(3 * Minute);
        (await meter.BeginAsync(AKeySnapshot.With(limits, "new"), costsMoney: false, CancellationToken.None)).Dispose();

        Assert.Equal(2, meter.Count);
    }

    [Fact]
    public async Task KeysWithoutLimits_AreNotCounted()
    {
        var meter = new KeyUsageMeter(this, _clock);

        using var decision = await meter.BeginAsync(AKeySnapshot.With(new KeyLimits { Models = ["a"] }), costsMoney: true, CancellationToken.None);

        Assert.Null(decision.Refusal);
        Assert.Equal(0, meter.Count);
    }

    Task<long> ISpendReader.SumMicroUsdAsync(string keyId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        Task.FromResult(0L);

    /// <summary>Lets chance begin, end and wait, and keeps the same books on the side, as plainly as they can be kept.</summary>
    private async Task FollowAsync(Random random, int seed)
    {
        var meter = new KeyUsageMeter(this, _clock);
        var limits = new KeyLimits
        {
            ParallelRequests = random.Next(2) == 0 ? null : random.Next(1, 4),
            RequestsPerMinute = random.Next(2) == 0 ? null : random.Next(1, 8),
            TokensPerMinute = random.Next(1, 60),
        };
        var key = AKeySnapshot.With(limits);
        var open = new Queue<AdmissionDecision>();
        var (requests, tokens, ends) = (0, 0L, _clock.GetUtcNow());
        for (var step = 0; step < 60; step++)
        {
            _clock.Advance(TimeSpan.FromSeconds(random.Next(4) == 0 ? random.Next(30) : 0));
            if (_clock.GetUtcNow() >= ends)
            {
                (requests, tokens) = (0, 0);
            }

            var begins = random.Next(3) > 0 || open.Count == 0;
            var code = begins ? CodeFor(limits, open.Count, requests, tokens) : null;
            if (code is null && requests == 0 && tokens == 0)
            {
                ends = _clock.GetUtcNow() + Minute;
            }

            if (begins)
            {
                var decision = await meter.BeginAsync(key, costsMoney: false, CancellationToken.None);
                Assert.True(code == decision.Refusal?.Code, $"Seed {seed}, step {step}: {decision.Refusal?.Code} instead of {code}");
                if (code is null)
                {
                    open.Enqueue(decision);
                    requests++;
                }
            }
            else
            {
                var used = random.Next(20);
                open.Dequeue().Settle(used, null, AMoment.Now);
                tokens += used;
            }

            var standing = await meter.ReadAsync(key, CancellationToken.None);
            Assert.True((open.Count, requests, tokens) == (standing.OpenRequests, standing.Requests, standing.Tokens), $"Seed {seed}, step {step}: {standing}");
        }
    }

    private static string? CodeFor(KeyLimits limits, int open, int requests, long tokens) =>
        requests >= limits.RequestsPerMinute ? "gateway.request_limit"
        : tokens >= limits.TokensPerMinute ? "gateway.token_limit"
        : open >= limits.ParallelRequests ? "gateway.parallel_limit"
        : null;

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}

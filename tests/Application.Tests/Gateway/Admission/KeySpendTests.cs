using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Usage;
using AkashChat.TestKit.Builders;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Application.Tests.Gateway.Admission;

public sealed class KeySpendTests : ISpendReader
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _clock = new(AMoment.Now);
    private readonly KeySpend _spend;
    private TaskCompletionSource<long>? _held;
    private long _recorded;
    private int _reads;

    public KeySpendTests() => _spend = new KeySpend("0123456789", this, _clock);

    [Fact]
    public async Task ManyReadersAtOnce_AskTheRecordsOnce()
    {
        _held = new TaskCompletionSource<long>();
        var readers = Enumerable.Range(0, 50).Select(_ => _spend.ReadAsync(CancellationToken.None).AsTask()).ToArray();

        _held.SetResult(70);

        Assert.All(await Task.WhenAll(readers), spent => Assert.Equal(70, spent));
        Assert.Equal(1, _reads);
    }

    [Fact]
    public async Task CallsThatEndHere_AreAddedWithoutAskingAgain()
    {
        _recorded = 70;
        await ReadAsync();

        _spend.Add(5, _clock.GetUtcNow());

        Assert.Equal(75, await ReadAsync());
        Assert.Equal(1, _reads);
    }

    [Fact]
    public async Task OtherInstancesSpending_IsSeenAfterAFewSeconds()
    {
        await ReadAsync();
        _recorded = 100;

        _clock.Advance(Freshness - TimeSpan.FromTicks(1));
        var before = await ReadAsync();
        _clock.Advance(TimeSpan.FromTicks(1));
        var after = await ReadAsync();

        Assert.Equal((0, 100), (before, after));
    }

    [Fact]
    public async Task RecordsThatLagBehind_TakeNothingAway()
    {
        await ReadAsync();
        _spend.Add(50, _clock.GetUtcNow());
        _recorded = 20;
        _clock.Advance(Freshness);

        Assert.Equal(50, await ReadAsync());
    }

    [Fact]
    public async Task NewMonth_BeginsAnewAndCallsOfTheOldOneDoNotCount()
    {
        var lastOfMonth = new DateTimeOffset(2026, 11, 30, 23, 59, 59, TimeSpan.Zero);
        _clock.SetUtcNow(lastOfMonth);
        _recorded = 70;
        var old = await ReadAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        _recorded = 0;

        var fresh = await ReadAsync();
        _spend.Add(9, lastOfMonth);

        Assert.Equal((70, 0), (old, fresh));
        Assert.Equal(0, await ReadAsync());
    }

    [Fact]
    public async Task RecordsThatCannotBeRead_AreAnOutageAndAskedAgain()
    {
        _held = new TaskCompletionSource<long>();
        _held.SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(async () => await ReadAsync());
        _held = null;
        _recorded = 3;

        Assert.Equal(3, await ReadAsync());
    }

    Task<long> ISpendReader.SumMicroUsdAsync(string keyId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        Assert.True(from <= _clock.GetUtcNow() && _clock.GetUtcNow() < to);
        return _held?.Task ?? Task.FromResult(_recorded);
    }

    private async Task<long> ReadAsync() => await _spend.ReadAsync(CancellationToken.None);
}

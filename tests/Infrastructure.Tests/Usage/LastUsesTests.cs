using AkashChat.Domain.Keys;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Usage;
using AkashChat.TestKit.Builders;

namespace AkashChat.Infrastructure.Tests.Usage;

/// <summary>Of which keys the last use is written.</summary>
public sealed class LastUsesTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 30, 15, TimeSpan.Zero);

    private readonly LastUses _uses = new();
    private readonly ApiKey _key = AKey.Active().Key;

    [Fact]
    public void KeyThatIsAlwaysInUse_IsDueOnceAMinute()
    {
        var due = Enumerable.Range(0, 600).Where(second => Writes(At(second))).ToArray();

        Assert.Equal(0, due[0]);
        Assert.InRange(due[1], 1, 60);
        Assert.All(due[1..].Zip(due[2..]), pair => Assert.Equal(60, pair.Second - pair.First));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(3600)]
    public void UseAfterAMinute_IsDue(int secondsLater)
    {
        Write(At(0));

        Assert.True(Writes(At(secondsLater)));
    }

    // All at once they would hold up everybody who calls then.
    [Fact]
    public void ManyKeysInUse_AreDueOneAfterTheOther()
    {
        var keys = Enumerable.Range(0, 600).Select(_ => AKey.Active().Key).ToArray();
        Write(0);

        var due = Enumerable.Range(1, 120).Select(Write).ToArray();

        Assert.Equal(1_200, due.Sum());
        Assert.All(due, count => Assert.InRange(count, 0, 60));

        int Write(int second)
        {
            var uses = _uses.FindDue([.. keys.Select(key => AUsageRecord.Completed(key, Start.AddSeconds(second)))]);
            _uses.Note(uses);
            return uses.Count;
        }
    }

    [Fact]
    public void OfSeveralUsesAtOnce_TheLatestIsWritten()
    {
        var due = _uses.FindDue([At(1), At(3), At(2)]);

        Assert.Equal(new Dictionary<string, long> { [_key.Id.Value] = Start.AddSeconds(3).UtcTicks }, due);
    }

    [Fact]
    public void WhatTheDatabaseDidNotTake_IsDueAgain()
    {
        _uses.FindDue([At(0)]);

        Assert.Single(_uses.FindDue([At(0)]));
    }

    [Fact]
    public void CallThatBeganInAnEarlierMinute_HidesNoLaterUse()
    {
        Write(AUsageRecord.Completed(startedAt: Start));
        Write(At(-60));

        Assert.Single(_uses.FindDue([At(1)]));
    }

    [Fact]
    public void NextMinuteOfOneKey_LeavesTheOthersDue()
    {
        var other = AUsageRecord.Completed(startedAt: Start.AddMinutes(1));
        Write(At(0));
        Write(other);

        Assert.Equal([_key.Id.Value], _uses.FindDue([At(61), other]).Keys);
    }

    private bool Writes(UsageRecord record)
    {
        var uses = _uses.FindDue([record]);
        _uses.Note(uses);
        return uses.Count > 0;
    }

    private void Write(UsageRecord record) => _uses.Note(_uses.FindDue([record]));

    private UsageRecord At(int seconds) => AUsageRecord.Completed(_key, Start.AddSeconds(seconds));
}

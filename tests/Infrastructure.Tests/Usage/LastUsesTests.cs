using AkashChat.Domain.Keys;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Usage;
using AkashChat.TestKit.Builders;

namespace AkashChat.Infrastructure.Tests.Usage;

/// <summary>Of which keys the last use is written.</summary>
public sealed class LastUsesTests
{
    // At a quarter past a minute.
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 30, 15, TimeSpan.Zero);

    private readonly LastUses _uses = new();
    private readonly ApiKey _key = AKey.Active().Key;

    [Theory]
    [InlineData(0, false)]
    [InlineData(44, false)]
    [InlineData(45, true)]
    [InlineData(3600, true)]
    public void NextUseOfAKey_IsDueInAnotherMinute(int secondsLater, bool isDue)
    {
        Write(At(0));

        var due = _uses.FindDue([At(secondsLater)]);

        Assert.Equal(isDue, due.ContainsKey(_key.Id.Value));
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

    private void Write(UsageRecord record) => _uses.Note(_uses.FindDue([record]));

    private UsageRecord At(int seconds) => AUsageRecord.Completed(_key, Start.AddSeconds(seconds));
}

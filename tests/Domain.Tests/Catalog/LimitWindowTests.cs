using AkashChat.Domain.Catalog;

namespace AkashChat.Domain.Tests.Catalog;

public sealed class LimitWindowTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 11, 37, 22, TimeSpan.Zero);

    [Theory]
    [InlineData("30s", "2026-11-26T11:37:00", "2026-11-26T11:37:30")]
    [InlineData("1m", "2026-11-26T11:37:00", "2026-11-26T11:38:00")]
    [InlineData("15m", "2026-11-26T11:30:00", "2026-11-26T11:45:00")]
    [InlineData("1h", "2026-11-26T11:00:00", "2026-11-26T12:00:00")]
    [InlineData("1d", "2026-11-26T00:00:00", "2026-11-27T00:00:00")]
    [InlineData("1w", "2026-11-23T00:00:00", "2026-11-30T00:00:00")]
    [InlineData("1mo", "2026-11-01T00:00:00", "2026-12-01T00:00:00")]
    public void Period_IsThatOfTheCalendar(string length, string start, string end)
    {
        var window = LimitWindow.Parse(length, isRolling: false)!.Value;

        var period = window.PeriodAt(Now);

        Assert.Equal((DateTime.Parse(start), DateTime.Parse(end)), (new DateTime(period.Start), new DateTime(period.End)));
        Assert.Equal(length, window.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("d")]
    [InlineData("0s")]
    [InlineData("-1d")]
    [InlineData("1.5h")]
    [InlineData("2mo")]
    [InlineData("367d")]
    [InlineData("99999999999d")]
    [InlineData("1 d")]
    [InlineData("1y")]
    public void WhatIsNoLength_IsNone(string text) => Assert.Null(LimitWindow.Parse(text, isRolling: false));

    [Fact]
    public void RollingMonth_HasThirtyDays() => Assert.Equal(TimeSpan.FromDays(30), LimitWindow.Parse("1mo", isRolling: true)!.Value.Length);
}

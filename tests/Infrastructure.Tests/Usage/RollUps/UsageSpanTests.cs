using System.Globalization;
using AkashChat.Infrastructure.Usage.RollUps;

namespace AkashChat.Infrastructure.Tests.Usage.RollUps;

public sealed class UsageSpanTests
{
    [Theory]
    [InlineData("01 00:00", "04 00:00", "01 00:00-04 00:00", "", "")]
    [InlineData("01 22:30", "03 01:15", "02 00:00-03 00:00", "01 23:00-02 00:00 03 00:00-03 01:00", "01 22:30-01 23:00 03 01:00-03 01:15")]
    [InlineData("01 23:00", "02 23:59", "", "01 23:00-02 23:00", "02 23:00-02 23:59")]
    [InlineData("01 10:20", "01 10:40", "", "", "01 10:20-01 10:40")]
    [InlineData("01 10:20", "01 11:40", "", "", "01 10:20-01 11:40")]
    [InlineData("02 10:00", "02 10:00", "", "", "")]
    [InlineData("03 10:00", "02 10:00", "", "", "")]
    public void Cut_TakesTheLargestPiecesThatFit(string from, string to, string days, string hours, string rest)
    {
        var span = UsageSpan.Cut(new TickRange(Ticks(from), Ticks(to)), recordsSince: 0);

        Assert.Equal((days, hours, rest), (Text(span.Days), Text(span.Hours), Text(span.Rest)));
    }

    [Fact]
    public void HourWithoutRecords_CountsAsAWhole()
    {
        var span = UsageSpan.Cut(new TickRange(Ticks("01 22:30"), Ticks("03 01:15")), recordsSince: Ticks("02 00:00"));

        Assert.Equal(
            ("02 00:00-03 00:00", "01 22:00-02 00:00 03 00:00-03 01:00", "03 01:00-03 01:15"), (Text(span.Days), Text(span.Hours), Text(span.Rest)));
    }

    [Theory]
    [InlineData("01 00:00", "04 00:00", "02 05:00", "01 00:00-02 00:00 03 00:00-04 00:00", "02 00:00-02 05:00 02 06:00-03 00:00", "02 05:00-02 06:00")]
    [InlineData("01 00:00", "04 00:00", "02 23:00 03 00:00", "01 00:00-02 00:00", "02 00:00-02 23:00 03 01:00-04 00:00", "02 23:00-03 00:00 03 00:00-03 01:00")]
    [InlineData("01 22:30", "02 03:00", "01 22:00 01 23:00 02 03:00", "", "02 00:00-02 03:00", "01 22:30-01 23:00 01 23:00-02 00:00")]
    [InlineData("01 00:00", "02 00:00", "05 00:00", "01 00:00-02 00:00", "", "")]
    public void OpenHours_AreReadFromTheirRecords(string from, string to, string open, string days, string hours, string rest)
    {
        var numbers = Enumerable.Range(0, (open.Length + 1) / 9).Select(number => Ticks(open.Substring(number * 9, 8)) / TimeSpan.TicksPerHour);

        var span = UsageSpan.Cut(new TickRange(Ticks(from), Ticks(to)), recordsSince: 0).WithRecordsOf(numbers);

        Assert.Equal((days, hours, rest), (Text(span.Days.OrderBy(range => range.From)), Text(span.Hours.OrderBy(range => range.From)), Text(span.Rest.OrderBy(range => range.From))));
    }

    private static long Ticks(string text) => DateTime.ParseExact(text, "dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None).Ticks;

    private static string Text(IEnumerable<TickRange> ranges) => string.Join(' ', ranges.Select(range => $"{Text(range.From)}-{Text(range.To)}"));

    private static string Text(long ticks) => new DateTime(ticks).ToString("dd HH:mm", CultureInfo.InvariantCulture);
}

using AkashChat.Infrastructure.Persistence;
using AkashChat.Infrastructure.Usage;

namespace AkashChat.Infrastructure.Tests.Usage;

public sealed class GiveWayTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(600)]
    public void Rows_ComeAllAndInOrder(int count)
    {
        var rows = Enumerable.Range(0, count).Select(number => new ColumnValue[] { number }).ToArray();

        Assert.Equal(rows, rows.GivingWay(count));
    }
}

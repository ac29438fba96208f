using AkashChat.Domain.Usage;

namespace AkashChat.Domain.Tests.Usage;

public sealed class UsageRecordTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 8, 0, 0, 123, TimeSpan.Zero);

    [Fact]
    public void NewId_IsAUuidOfVersion7WithItsTime()
    {
        var id = UsageRecord.NewId(Now);

        Assert.Equal((7, 0x8), (id.Version, id.Variant & 0xC));
        Assert.Equal(Guid.CreateVersion7(Now).ToString("N")[..12], id.ToString("N")[..12]);
    }

    [Fact]
    public void NewIds_OfOneMillisecondDiffer() =>
        Assert.Equal(10_000, Enumerable.Range(0, 10_000).Select(_ => UsageRecord.NewId(Now)).Distinct().Count());
}

using AkashChat.Application.Gateway.Caching;

namespace AkashChat.Application.Tests.Gateway.Caching;

public sealed class AnswerLogTests
{
    private const int Bound = 200_000;

    [Fact]
    public void Readers_GetAllBytesEachAtTheirOwnPace()
    {
        var random = new Random(4711);
        var log = new AnswerLog(Bound);
        var (early, late) = (log.Start, log.Start);
        var written = new List<byte>();
        var read = new List<byte>();
        for (var number = 0; number < 200; number++)
        {
            var bytes = new byte[random.Next(2_000)];
            random.NextBytes(bytes);
            log.Append(bytes);
            written.AddRange(bytes);
            ReadOnlyMemory<byte> more;
            while ((more = AnswerLog.Read(ref early)).Length > 0)
            {
                read.AddRange(more.ToArray());
            }
        }

        var readLate = new List<byte>();
        ReadOnlyMemory<byte> next;
        while ((next = AnswerLog.Read(ref late)).Length > 0)
        {
            readLate.AddRange(next.ToArray());
        }

        Assert.Equal(written, read);
        Assert.Equal(written, readLate);
        Assert.Equal(written.Count, log.Length);
        Assert.Equal(written.Count <= Bound, log.IsWhole);
    }

    [Fact]
    public void Whole_IsWhatWasWritten()
    {
        var log = new AnswerLog(Bound);
        log.Append("data: one\n\n"u8);
        log.Append(default);
        log.Append(new byte[70_000]);
        log.Append("data: two\n\n"u8);

        var all = log.ToArray();

        Assert.Equal(70_022, all.Length);
        Assert.Equal("data: one\n\n"u8, all.AsSpan(0, 11));
        Assert.Equal("data: two\n\n"u8, all.AsSpan(70_011));
    }

    [Fact]
    public void BeyondTheBound_TheBeginningIsForgottenButReadersGoOn()
    {
        var log = new AnswerLog(maxKept: 10);
        log.Append("12345"u8);
        var place = log.Start;
        log.Append("67890"u8);
        Assert.True(log.IsWhole);

        log.Append("x"u8);

        Assert.False(log.IsWhole);
        Assert.Equal("1234567890x"u8, AnswerLog.Read(ref place).Span);
    }
}

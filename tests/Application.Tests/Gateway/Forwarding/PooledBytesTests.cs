using System.Runtime.InteropServices;
using AkashChat.Application.Gateway.Forwarding;

namespace AkashChat.Application.Tests.Gateway.Forwarding;

public sealed class PooledBytesTests
{
    [Fact]
    public void Appended_IsWritten()
    {
        using var bytes = new PooledBytes(1);

        bytes.Append([1, 2]);
        bytes.Append([]);
        bytes.Append([3]);

        Assert.Equal([1, 2, 3], bytes.Written.ToArray());
    }

    [Fact]
    public void Growth_KeepsWhatWasWritten()
    {
        var random = new Random(7);
        var expected = new byte[100_000];
        random.NextBytes(expected);
        using var bytes = new PooledBytes(0);

        for (var place = 0; place < expected.Length;)
        {
            var count = Math.Min(random.Next(1, 3_000), expected.Length - place);
            bytes.Append(expected.AsSpan(place, count));
            place += count;
        }

        Assert.Equal(expected, bytes.Written.ToArray());
    }

    [Fact]
    public void Free_HasTheSizeThatIsAskedAndCountsWhenAdvanced()
    {
        using var bytes = new PooledBytes(16);
        bytes.Append([9]);

        var free = bytes.Free(5_000);
        free.Span[0] = 8;
        bytes.Advance(1);

        Assert.True(free.Length >= 5_000);
        Assert.Equal([9, 8], bytes.Written.ToArray());
    }

    [Fact]
    public void Consumed_MovesTheRestToTheFront()
    {
        using var bytes = new PooledBytes(16);
        bytes.Append([1, 2, 3, 4, 5]);

        bytes.Consume(2);
        bytes.Append([6]);

        Assert.Equal([3, 4, 5, 6], bytes.Written.ToArray());
    }

    [Fact]
    public void ConsumedWhole_IsEmpty()
    {
        using var bytes = new PooledBytes(16);
        bytes.Append([1, 2]);

        bytes.Consume(2);

        Assert.Equal(0, bytes.Length);
        Assert.True(bytes.Written.IsEmpty);
    }

    [Fact]
    public void DisposedTwice_GivesTheMemoryBackOnce()
    {
        var bytes = new PooledBytes(16);
        bytes.Append([1]);

        bytes.Dispose();
        bytes.Dispose();

        Assert.True(bytes.Written.IsEmpty);
    }

    [Theory]
    [InlineData(300 * 1024, true)]
    [InlineData(512 * 1024, true)]
    [InlineData((512 * 1024) + 1, false)]
    [InlineData(1024 * 1024, false)]
    public void Memory_ComesFromThePoolUpToALongPrompt(int size, bool isPooled)
    {
        using var bytes = new PooledBytes(16);

        bytes.Append(new byte[size]);

        Assert.Equal(isPooled, MemoryMarshal.TryGetArray(bytes.Written, out _));
    }

    [Fact]
    public void LargeMemory_GrowsKeepsWhatWasWrittenAndIsGoneAtOnce()
    {
        const int Large = 8 * 1024 * 1024;
        var bytes = new PooledBytes(16);
        var expected = new byte[Large * 3];
        new Random(7).NextBytes(expected);
        foreach (var piece in expected.Chunk(Large / 3))
        {
            bytes.Append(piece);
        }

        bytes.Remove(10, 5);
        bytes.Replace(0..3, [1, 2]);
        var written = bytes.Written;
        Assert.Equal([1, 2, .. expected.AsSpan(3, 7), .. expected.AsSpan(15)], written.ToArray());
        Assert.False(MemoryMarshal.TryGetArray(written, out _));

        bytes.Dispose();

        Assert.Throws<ObjectDisposedException>(() => written.Span[0]);
        Assert.True(bytes.Written.IsEmpty);
    }

    [Fact]
    public void LargeMemory_StaysWhileSomethingReadsIntoIt()
    {
        var bytes = new PooledBytes(8 * 1024 * 1024);
        var free = bytes.Free(1);
        using (var pinned = free.Pin())
        {
            bytes.Dispose();

            unsafe
            {
                *((byte*)pinned.Pointer + free.Length - 1) = 1;
            }
        }

        Assert.Throws<ObjectDisposedException>(() => free.Span[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task ReadToItsLimit_TakesNoMoreMemoryThanThat(int tooMany)
    {
        const int Limit = 6 * 1024 * 1024;
        using var answer = new LongAnswer(Limit + tooMany) { Status = 200 };
        using var bytes = await PooledBytes.ReadToEndAsync(answer, Limit, CancellationToken.None);

        Assert.Equal(tooMany == 0 ? Limit : (int?)null, bytes?.Length);
        Assert.Equal(0, answer.Left);
        Assert.InRange(answer.MostAtOnce, 1, Limit);
        Assert.True(bytes is null || bytes.Free(1).Length == 1);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 3)]
    [InlineData(2, 5)]
    [InlineData(4, 4)]
    [InlineData(5, 5)]
    public void Replaced_TakesThePlaceAndMovesTheRest(int start, int end)
    {
        foreach (var length in new[] { 0, 1, 3, 400 })
        {
            using var bytes = new PooledBytes(1);
            bytes.Append([1, 2, 3, 4, 5]);
            var other = Enumerable.Repeat((byte)9, length).ToArray();

            bytes.Replace(start..end, other);

            byte[] whole = [1, 2, 3, 4, 5];
            Assert.Equal([.. whole[..start], .. other, .. whole[end..]], bytes.Written.ToArray());
        }
    }

    /// <summary>One that does not say how long it is.</summary>
    private sealed class LongAnswer(int bytes) : UpstreamAnswer
    {
        public int Left { get; private set; } = bytes;

        public int MostAtOnce { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancellationToken)
        {
            MostAtOnce = Math.Max(MostAtOnce, into.Length);
            var count = Math.Min(Left, into.Length);
            Left -= count;
            return ValueTask.FromResult(count);
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}

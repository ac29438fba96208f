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
}

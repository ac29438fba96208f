using System.Buffers;
using AkashChat.Infrastructure.Gateway.Sockets;
using Xunit.Abstractions;

namespace AkashChat.Infrastructure.Tests.Gateway.Sockets;

/// <summary>Rounds of a loop, and many sockets at once.</summary>
public sealed class EventLoopTests(ITestOutputHelper output)
{
    [Fact]
    public void RoundEnd_OnAnotherThread_IsAtOnce()
    {
        var ran = false;

        EventLoop.RoundEnd.Schedule(_ => ran = true, state: null);

        Assert.True(ran);
    }

    [Fact]
    public async Task RoundEnd_OnALoop_IsAfterWhatRuns()
    {
        using var pair = await SocketPair.OpenAsync();
        var order = new List<string>();
        var ended = new TaskCompletionSource();
        var round = RunAsync();
        await pair.Peer.SendAsync(new byte[1]);
        await round;
        await ended.Task;

        Assert.Equal(["round", "end", "end of the end"], order);

        async Task RunAsync()
        {
            await pair.Socket.WaitReadableAsync(CancellationToken.None).ConfigureAwait(false);
            EventLoop.RoundEnd.Schedule(
                _ =>
                {
                    EventLoop.RoundEnd.Schedule(
                        _ =>
                        {
                            order.Add("end of the end");
                            ended.SetResult();
                        },
                        state: null);
                    order.Add("end");
                },
                state: null);
            order.Add("round");
        }
    }

    [Fact]
    public async Task Post_OnALoop_GoesOutAtTheEndOfTheRound()
    {
        using var pair = await SocketPair.OpenAsync();
        using var other = await SocketPair.OpenAsync();
        var posting = PostAsync();
        await pair.Peer.SendAsync(new byte[1]);
        var (before, error) = await posting;

        Assert.Equal(8, await other.Peer.ReceiveAsync(new byte[16]));
        Assert.Equal((true, true), before);
        Assert.IsType<InvalidOperationException>(error);

        async Task<((bool HasUnsent, bool IsSending), Exception?)> PostAsync()
        {
            await pair.Socket.WaitReadableAsync(CancellationToken.None).ConfigureAwait(false);
            other.Socket.Post(new byte[16], 8);
            return ((other.Socket.HasUnsent, other.Socket.IsSending), Record.Exception(() => other.Socket.Post(new byte[16], 8)));
        }
    }

    // A round ends before all is read: whatever else waits for the loop has its turn.
    [Fact]
    public async Task SenderWhoNeverPauses_DoesNotKeepTheLoop()
    {
        const int pieces = 100;
        using var pair = await SocketPair.OpenAsync();
        var (receives, atRoundEnd) = (0, new TaskCompletionSource<int>());
        var reading = ReadAllAsync();
        await pair.Peer.SendAsync(new byte[pieces * 100]);

        await reading;

        Assert.Equal(pieces, receives);
        Assert.InRange(await atRoundEnd.Task, 1, pieces / 2);

        async Task ReadAllAsync()
        {
            await pair.Socket.WaitReadableAsync(CancellationToken.None).ConfigureAwait(false);
            EventLoop.RoundEnd.Schedule(_ => atRoundEnd.SetResult(receives), state: null);
            while (receives < pieces)
            {
                receives += await pair.Socket.ReceiveAsync(new byte[100], CancellationToken.None).ConfigureAwait(false) == 100 ? 1 : 0;
            }
        }
    }

    [Fact]
    public async Task ManyBytesBothWays_ArriveWholeAndInOrder()
    {
        using var pair = await SocketPair.OpenAsync();
        var bytes = RandomBytes(20 << 20);
        var first = bytes.AsMemory(0, 100);
        var echo = EchoAsync(pair);

        var sending = pair.Socket.SendAsync(first, bytes.AsMemory(100));
        var received = new byte[bytes.Length];
        for (var count = 0; count < received.Length;)
        {
            count += await ReceiveSomeAsync(pair.Socket, received.AsMemory(count));
        }

        await sending;
        pair.Socket.EndInOrder();
        await echo;
        Assert.True(bytes.AsSpan().SequenceEqual(received));
    }

    [Fact]
    public async Task ManySocketsThatComeAndGo_GetTheirOwnBytes()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"Seed: {seed}");
        var workers = Enumerable.Range(0, 32).Select(number => Task.Run(async () =>
        {
            var random = new Random(seed + number);
            for (var turn = 0; turn < 20; turn++)
            {
                using var pair = await SocketPair.OpenAsync();
                var echo = EchoAsync(pair);
                for (var message = random.Next(5); message > 0; message--)
                {
                    await AssertEchoedAsync(pair.Socket, (number << 16) | (turn << 8) | message);
                }

                // Closed by itself, in the middle of a wait, or in order.
                if (random.Next(3) is var way && way == 0)
                {
                    var waiting = pair.Socket.WaitReadableAsync(CancellationToken.None).AsTask();
                    pair.Socket.Dispose();
                    await waiting;
                }
                else if (way == 1)
                {
                    pair.Socket.EndInOrder();
                }
                else
                {
                    pair.Socket.Dispose();
                }

                await echo;
            }
        }));

        await Task.WhenAll(workers);
    }

    private static async Task AssertEchoedAsync(LoopSocket socket, int number)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(sizeof(int));
        BitConverter.TryWriteBytes(bytes, number);
        socket.Post(bytes, sizeof(int));
        var received = new byte[sizeof(int)];
        for (var count = 0; count < received.Length;)
        {
            count += await ReceiveSomeAsync(socket, received.AsMemory(count));
        }

        Assert.Equal(number, BitConverter.ToInt32(received));
    }

    private static async Task<int> ReceiveSomeAsync(LoopSocket socket, Memory<byte> into)
    {
        var count = await socket.ReceiveAsync(into, CancellationToken.None);
        Assert.NotEqual(0, count);
        return count;
    }

    private static async Task EchoAsync(SocketPair pair)
    {
        var buffer = new byte[64 << 10];
        while (await pair.Peer.ReceiveAsync(buffer) is var count and > 0)
        {
            await pair.Peer.SendAsync(buffer.AsMemory(0, count));
        }
    }

    private byte[] RandomBytes(int count)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"Seed: {seed}");
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}

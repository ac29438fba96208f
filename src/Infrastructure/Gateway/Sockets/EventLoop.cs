using System.IO.Pipelines;

namespace AkashChat.Infrastructure.Gateway.Sockets;

/// <summary>A thread that hears what happens to its sockets, and runs what waits for it: one for each processor.</summary>
/// <remarks>
/// All that happened since the last look is a round. What a round has to send goes out at its end, one piece after the other:
/// each receiver is then woken once for many pieces, and the pieces of one connection go together. Whatever runs here must
/// never block, for every socket of the loop waits for it.
/// </remarks>
public sealed class EventLoop
{
    // More would make the first of a round wait long for the last.
    private const int MaxRound = 32;

    private static readonly Lazy<EventLoop[]> All = new(() => [.. Enumerable.Range(0, Environment.ProcessorCount).Select(number => new EventLoop(number))]);

    [ThreadStatic]
    private static EventLoop? _current;

    private static int _turn;

    private readonly int _epoll = Epoll.Create();
    private readonly Lock _lock = new();
    private readonly Stack<int> _free = new();
    private readonly Queue<(Action<object?> Work, object? State)> _roundEnd = new();

    // Written under the lock, read by the loop without it: a socket that is gone hears of nothing any more.
    private LoopSocket?[] _sockets = new LoopSocket?[64];
    private int _used;
    private uint _generation;

    private EventLoop(int number) =>
        new Thread(Run) { IsBackground = true, Name = $"Event loop {number}" }.UnsafeStart();

    /// <summary>Whether this system has what it needs.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>Whether this is a loop's thread.</summary>
    public static bool IsCurrent => _current is not null;

    /// <summary>Runs work at the end of the round; at once on a thread that is no loop's.</summary>
    public static PipeScheduler RoundEnd { get; } = new RoundEndScheduler();

    /// <summary>The loop for a new socket: the one that asks, so that most of what belongs to one call stays on one thread, or each in turn.</summary>
    internal static EventLoop ForNewSocket() =>
        _current ?? All.Value[(uint)Interlocked.Increment(ref _turn) % All.Value.Length];

    /// <summary>Watches a socket from now on.</summary>
    internal int Add(LoopSocket socket, int handle)
    {
        lock (_lock)
        {
            if (!_free.TryPop(out var slot))
            {
                slot = _used++;
                if (slot == _sockets.Length)
                {
                    Array.Resize(ref _sockets, slot * 2);
                }
            }

            // Before it is watched: what happens is told once.
            socket.Generation = ++_generation;
            _sockets[slot] = socket;
            try
            {
                Epoll.Watch(_epoll, handle, slot, socket.Generation);
            }
            catch
            {
                Remove(slot);
                throw;
            }

            return slot;
        }
    }

    /// <summary>Forgets a socket that is closed.</summary>
    internal void Remove(int slot)
    {
        lock (_lock)
        {
            _sockets[slot] = null;
            _free.Push(slot);
        }
    }

    private void Run()
    {
        _current = this;
        var events = new Epoll.Events(MaxRound);
        while (true)
        {
            var count = Epoll.Wait(_epoll, events, isPatient: _roundEnd.Count == 0);
            for (var index = 0; index < count; index++)
            {
                // Within a round a socket may go, and another take its place.
                var (flags, slot, generation) = events[index];
                if (Volatile.Read(ref _sockets)[slot] is { } socket && socket.Generation == generation)
                {
                    socket.Happened(flags);
                }
            }

            // What comes up meanwhile is the next round's, or a stream that never pauses would keep all others waiting.
            for (var left = _roundEnd.Count; left > 0; left--)
            {
                var (work, state) = _roundEnd.Dequeue();
                work(state);
            }
        }
    }

    private sealed class RoundEndScheduler : PipeScheduler
    {
        public override void Schedule(Action<object?> action, object? state)
        {
            if (_current is { } loop)
            {
                loop._roundEnd.Enqueue((action, state));
            }
            else
            {
                action(state);
            }
        }
    }
}

using AkashChat.Application.Gateway.Caching;

namespace AkashChat.Infrastructure.Gateway.Caching;

/// <summary>Keeps answers in this instance's memory, within a bound; those that nobody asked for the longest time go first.</summary>
internal sealed class MemoryAnswerStore(TimeProvider clock, long maxBytes = MemoryAnswerStore.DefaultMaxBytes) : IAnswerStore
{
    private const long DefaultMaxBytes = 64 * 1024 * 1024;

    // What an entry takes beside its body, roughly.
    private const int Overhead = 512;

    private readonly Lock _lock = new();
    private readonly Dictionary<AnswerKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new();
    private long _bytes;

    /// <summary>How many answers are kept.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    public ValueTask<KeptAnswer?> FindAsync(AnswerKey key, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var node))
            {
                return default;
            }

            if (node.Value.Answer.ExpiresAt <= clock.GetUtcNow())
            {
                Remove(node);
                return default;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return ValueTask.FromResult<KeptAnswer?>(node.Value.Answer);
        }
    }

    public ValueTask KeepAsync(AnswerKey key, KeptAnswer answer)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var old))
            {
                Remove(old);
            }

            _entries[key] = _byUse.AddFirst(new Entry(key, answer));
            _bytes += SizeOf(answer);
            while (_bytes > maxBytes)
            {
                Remove(_byUse.Last!);
            }
        }

        return default;
    }

    public ValueTask ForgetAsync(Guid owner)
    {
        lock (_lock)
        {
            for (var node = _byUse.First; node is not null;)
            {
                var next = node.Next;
                if (node.Value.Key.Owner == owner)
                {
                    Remove(node);
                }

                node = next;
            }
        }

        return default;
    }

    /// <summary>Drops what is over; it would be found by nobody, but take room.</summary>
    internal void Sweep()
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            for (var node = _byUse.First; node is not null;)
            {
                var next = node.Next;
                if (node.Value.Answer.ExpiresAt <= now)
                {
                    Remove(node);
                }

                node = next;
            }
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _entries.Remove(node.Value.Key);
        _bytes -= SizeOf(node.Value.Answer);
    }

    private static long SizeOf(KeptAnswer answer) => answer.Body.Length + Overhead;

    private readonly record struct Entry(AnswerKey Key, KeptAnswer Answer);
}

using System.Collections.Concurrent;
using AkashChat.Application.Gateway.Admission;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>Remembers what was read of keys: at most so many, and those that were used last.</summary>
/// <remarks>
/// Two generations: what is used lies in the young one, or comes back to it. When that is full, or old enough, the other one is
/// forgotten and it takes its place. Nothing is written when a young one is used.
/// </remarks>
internal sealed class KeyMemory(TimeProvider clock, int generationSize = KeyMemory.DefaultGenerationSize)
{
    // Some 50 MB when it is full, twice that with both. A call is to cost as much with 100,000 keys in use as with one, and
    // where a few more are in use than fit, every turn moves them all.
    private const int DefaultGenerationSize = 125_000;
    private static readonly TimeSpan GenerationTime = TimeSpan.FromMinutes(10);

    private readonly Lock _turn = new();
    private Generation _young = new(clock.GetTimestamp());
    private Generation _old = new(clock.GetTimestamp());

    /// <summary>How many are remembered.</summary>
    internal int Count => _young.Entries.Count + _old.Entries.Count;

    /// <summary>What is remembered of a key; null: nothing.</summary>
    internal RememberedKey? Find(string hash)
    {
        if (Volatile.Read(ref _young).Entries.TryGetValue(hash, out var young))
        {
            return young;
        }

        if (Volatile.Read(ref _old).Entries.TryGetValue(hash, out var old))
        {
            Put(hash, old);
            return old;
        }

        return null;
    }

    /// <summary>Remembers a key.</summary>
    internal void Put(string hash, RememberedKey key)
    {
        var young = Volatile.Read(ref _young);
        if (!young.Entries.TryAdd(hash, key))
        {
            young.Entries[hash] = key;
        }
        else if (Interlocked.Increment(ref young.Size) >= generationSize || clock.GetElapsedTime(young.BornAt) >= GenerationTime)
        {
            Turn(young);
        }
    }

    /// <summary>Forgets a key.</summary>
    internal void Forget(string hash)
    {
        // The size is left as it is: it then turns a little early.
        Volatile.Read(ref _young).Entries.TryRemove(hash, out _);
        Volatile.Read(ref _old).Entries.TryRemove(hash, out _);
    }

    private void Turn(Generation young)
    {
        lock (_turn)
        {
            if (ReferenceEquals(young, _young))
            {
                Volatile.Write(ref _old, young);
                Volatile.Write(ref _young, new Generation(clock.GetTimestamp()));
            }
        }
    }

    private sealed class Generation(long bornAt)
    {
        internal int Size;

        internal long BornAt { get; } = bornAt;

        internal ConcurrentDictionary<string, RememberedKey> Entries { get; } = new(StringComparer.Ordinal);
    }
}

/// <summary>What was read of a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Looks">How many looks at the changes there had been before.</param>
/// <param name="ReadAt">When the reading began.</param>
internal sealed record RememberedKey(KeySnapshot Key, int Looks, long ReadAt);

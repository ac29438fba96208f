using System.Collections.Concurrent;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Keys;
using AkashChat.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>Finds keys in the database, and remembers what it found for a second.</summary>
/// <remarks>
/// A second, because a change must be felt on all instances within one. Only keys that exist are remembered, so that
/// nobody can fill the memory with guesses.
/// </remarks>
internal sealed class KeyDirectory(IServiceScopeFactory scopes, KeyPolicies policies, TimeProvider clock) : IKeyDirectory
{
    private const int MaxEntries = 100_000;
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public ValueTask<KeySnapshot?> FindAsync(string hash, bool fresh, CancellationToken cancellationToken) =>
        !fresh && _entries.TryGetValue(hash, out var entry) && clock.GetElapsedTime(entry.ReadAt) < Freshness
            ? ValueTask.FromResult<KeySnapshot?>(entry.Key)
            // Not on the thread of a socket: SQLite reads where it is called, and a disk may take its time.
            : new ValueTask<KeySnapshot?>(Task.Run(() => ReadAsync(hash, cancellationToken), cancellationToken));

    private async Task<KeySnapshot?> ReadAsync(string hash, CancellationToken cancellationToken)
    {
        // Taken before the read: the answer is as old as the question.
        var readAt = clock.GetTimestamp();
        await using var scope = scopes.CreateAsyncScope();
        var connections = scope.ServiceProvider.GetRequiredService<PlainConnections>();
        var snapshot = await KeyRows.FindAsync(connections, policies, hash, cancellationToken);
        if (snapshot is null)
        {
            _entries.TryRemove(hash, out _);
            return null;
        }

        if (_entries.Count >= MaxEntries)
        {
            ForgetStale();
        }

        _entries[hash] = new Entry(snapshot, readAt);
        return snapshot;
    }

    private void ForgetStale()
    {
        foreach (var (hash, entry) in _entries)
        {
            if (clock.GetElapsedTime(entry.ReadAt) >= Freshness)
            {
                _entries.TryRemove(hash, out _);
            }
        }
    }

    private readonly record struct Entry(KeySnapshot Key, long ReadAt);
}

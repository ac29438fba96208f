using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Keys;
using AkashChat.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>Finds keys in the database, and remembers what it found until it changes.</summary>
/// <remarks>
/// A change must be felt on all instances within a second; <see cref="KeyNews"/> sees to that. Only keys that exist are
/// remembered, so that nobody can fill the memory with guesses.
/// </remarks>
internal sealed class KeyDirectory(IServiceScopeFactory scopes, KeyPolicies policies, KeyNews news, KeyMemory memory, TimeProvider clock) : IKeyDirectory
{
    public ValueTask<KeySnapshot?> FindAsync(string hash, bool fresh, CancellationToken cancellationToken)
    {
        // Whatever is asked for: while only new keys come, the others would be held for old.
        var now = clock.GetTimestamp();
        news.LookIfDue(now);
        return !fresh && memory.Find(hash) is { } remembered && news.Holds(hash, remembered.Looks, remembered.ReadAt, now)
            ? ValueTask.FromResult<KeySnapshot?>(remembered.Key)
            : new ValueTask<KeySnapshot?>(ReadInPoolAsync(hash, cancellationToken));
    }

    // Not on the thread of a socket: SQLite reads where it is called, and a disk may take its time. In a method of its own,
    // or each call would make what the lambda holds.
    private Task<KeySnapshot?> ReadInPoolAsync(string hash, CancellationToken cancellationToken) =>
        Task.Run(() => ReadAsync(hash, cancellationToken), cancellationToken);

    private async Task<KeySnapshot?> ReadAsync(string hash, CancellationToken cancellationToken)
    {
        // Both taken before the read: the answer is as old as the question.
        var (looks, readAt) = (news.Looks, clock.GetTimestamp());
        await using var scope = scopes.CreateAsyncScope();
        var connections = scope.ServiceProvider.GetRequiredService<PlainConnections>();
        var snapshot = await KeyRows.FindAsync(connections, policies, hash, cancellationToken);
        if (snapshot is null)
        {
            memory.Forget(hash);
            return null;
        }

        memory.Put(hash, new RememberedKey(snapshot, looks, readAt));
        return snapshot;
    }
}

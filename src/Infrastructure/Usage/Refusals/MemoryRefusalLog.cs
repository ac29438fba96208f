using AkashChat.Application.Usage;
using AkashChat.Application.Usage.Refusals;
using AkashChat.Domain.Accounts;

namespace AkashChat.Infrastructure.Usage.Refusals;

/// <summary>Keeps refusals in this process, of a bounded number of owners: whoever was refused the longest ago goes first.</summary>
/// <param name="clock">The time.</param>
/// <param name="kept">How long they are kept.</param>
internal sealed class MemoryRefusalLog(TimeProvider clock, TimeSpan kept) : IRefusalLog, IPersonalTraces
{
    internal const int MostOwners = 10_000;

    // How often a growing count is handed on.
    private static readonly TimeSpan TellInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, LinkedListNode<Owner>> _owners = [];

    // Whoever was refused last comes first.
    private readonly LinkedList<Owner> _order = [];

    public void Note(Refusal refusal) => Take(refusal);

    public Task<IReadOnlyList<Refusal>> ListAsync(UserId? owner, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Refusal>>(owner is { } user ? ListOf(user.Value) : ListAll());

    public Task EraseAsync(UserId userId)
    {
        lock (_lock)
        {
            if (_owners.Remove(userId.Value, out var node))
            {
                _order.Remove(node);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Takes a refusal.</summary>
    /// <returns>The entry that it is part of, if somebody who keeps a copy should have it now; else null.</returns>
    internal Refusal? Take(Refusal refusal)
    {
        lock (_lock)
        {
            DropOld();
            var entry = Front(refusal.OwnerId).Add(refusal);
            if (refusal.LastAt - entry.ToldAt < TellInterval)
            {
                return null;
            }

            entry.ToldAt = refusal.LastAt;
            return entry.Refusal;
        }
    }

    private List<Refusal> ListOf(Guid owner)
    {
        lock (_lock)
        {
            DropOld();
            return _owners.TryGetValue(owner, out var node) ? [.. node.Value.NewestFirst(clock.GetUtcNow() - kept)] : [];
        }
    }

    private List<Refusal> ListAll()
    {
        lock (_lock)
        {
            // The newest of all are among those of the owners who were refused last.
            var since = clock.GetUtcNow() - kept;
            return
            [
                .. _order.Take(IRefusalLog.MostOfAll).SelectMany(owner => owner.NewestFirst(since))
                    .OrderByDescending(refusal => refusal.LastAt).Take(IRefusalLog.MostOfAll),
            ];
        }
    }

    private Owner Front(Guid id)
    {
        if (_owners.TryGetValue(id, out var node))
        {
            _order.Remove(node);
        }
        else
        {
            node = new LinkedListNode<Owner>(new Owner(id));
            _owners.Add(id, node);
        }

        _order.AddFirst(node);
        if (_order.Count > MostOwners)
        {
            DropLast();
        }

        return node.Value;
    }

    private void DropOld()
    {
        var since = clock.GetUtcNow() - kept;
        while (_order.Last is { } last && last.Value.LastAt < since)
        {
            DropLast();
        }
    }

    private void DropLast()
    {
        _owners.Remove(_order.Last!.Value.Id);
        _order.RemoveLast();
    }

    private sealed class Owner(Guid id)
    {
        private readonly List<Entry> _entries = [];

        internal Guid Id => id;

        internal DateTimeOffset LastAt => _entries.Max(entry => entry.Refusal.LastAt);

        internal Entry Add(Refusal refusal)
        {
            var same = _entries.FindLast(entry => entry.Refusal.IsLike(refusal) && refusal.At - entry.Refusal.At < Refusal.Together);
            if (same is not null)
            {
                same.Refusal = same.Refusal.With(refusal);
                return same;
            }

            if (_entries.Count == IRefusalLog.MostOfOwner)
            {
                _entries.RemoveAt(0);
            }

            _entries.Add(new Entry { Refusal = refusal });
            return _entries[^1];
        }

        internal IEnumerable<Refusal> NewestFirst(DateTimeOffset since) =>
            _entries.Select(entry => entry.Refusal).Where(refusal => refusal.LastAt >= since).OrderByDescending(refusal => refusal.LastAt);
    }

    private sealed class Entry
    {
        internal required Refusal Refusal { get; set; }

        internal DateTimeOffset ToldAt { get; set; }
    }
}

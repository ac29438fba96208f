namespace AkashChat.Application.Gateway.Admission;

/// <summary>Who waits, by owner, and whose turn it is. Used under the queue's lock.</summary>
internal sealed class WaitingOwners
{
    // What an owner may use in one turn, in tokens: an answer or two.
    private const long Quantum = 8192;

    private readonly Dictionary<Guid, Owner> _owners = [];

    // Who was served last comes last.
    private readonly LinkedList<Owner> _rotation = new();

    /// <summary>How many requests wait.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes their bodies have.</summary>
    public long Bytes { get; private set; }

    /// <summary>How many of them are an owner's.</summary>
    public int CountOf(Guid owner) => _owners.TryGetValue(owner, out var known) ? known.Waiters.Count : 0;

    /// <summary>Adds a request behind its owner's others.</summary>
    public void Add(Waiter waiter)
    {
        if (!_owners.TryGetValue(waiter.Request.Owner, out var owner))
        {
            owner = _owners[waiter.Request.Owner] = new Owner(waiter.Request.Owner);
            _rotation.AddLast(owner.Turn);
        }

        owner.Waiters.AddLast(waiter);
        Count++;
        Bytes += waiter.Request.Bytes;
    }

    /// <summary>The first request of each owner, in the order of their turns.</summary>
    public List<Waiter> TakeTurns() =>
    [
        .. _rotation
            .Select(owner => (Rounds: owner.RoundsUntil(owner.Waiters.First!.Value), First: owner.Waiters.First.Value))
            .Where(turn => !turn.First.IsTrying)
            .OrderBy(turn => turn.Rounds)
            .Select(turn => turn.First),
    ];

    /// <summary>Notes that somebody asks for a request now.</summary>
    /// <returns>False: it waits no more.</returns>
    public bool TryBegin(Waiter waiter)
    {
        if (!_owners.TryGetValue(waiter.Request.Owner, out var owner) || !owner.Waiters.Contains(waiter))
        {
            return false;
        }

        return waiter.IsTrying = true;
    }

    /// <summary>Notes the outcome.</summary>
    /// <param name="waiter">The request.</param>
    /// <param name="isServed">Whether it waits no more.</param>
    public void End(Waiter waiter, bool isServed)
    {
        waiter.IsTrying = false;
        if (!isServed)
        {
            return;
        }

        // The rounds in which nobody could be served, each of which gives everybody a quantum. Nobody saves up more than that.
        var owner = _owners[waiter.Request.Owner];
        var rounds = owner.RoundsUntil(waiter);
        foreach (var other in _rotation)
        {
            other.Deficit = Math.Min(other.Deficit + (rounds * Quantum), Math.Max(Quantum, other.Waiters.First!.Value.Request.Cost));
        }

        owner.Deficit -= waiter.Request.Cost;
        _rotation.Remove(owner.Turn);
        _rotation.AddLast(owner.Turn);
        Drop(owner, waiter);
    }

    /// <summary>Takes a request out whose caller waits no more; one that somebody is just asking for, as soon as the outcome is there.</summary>
    /// <returns>Whether it is out by this.</returns>
    public bool Remove(Waiter waiter)
    {
        waiter.MustEnd = true;
        if (waiter.IsTrying || !_owners.TryGetValue(waiter.Request.Owner, out var owner) || !owner.Waiters.Contains(waiter))
        {
            return false;
        }

        Drop(owner, waiter);
        return true;
    }

    /// <summary>About how many requests come before it, itself included, if owners take even turns; 0: it waits no more.</summary>
    public int PlaceOf(Waiter waiter)
    {
        if (!_owners.TryGetValue(waiter.Request.Owner, out var own))
        {
            return 0;
        }

        var ahead = own.Waiters.TakeWhile(other => other != waiter).Count();
        if (ahead == own.Waiters.Count)
        {
            return 0;
        }

        var isBefore = true;
        var place = ahead + 1;
        foreach (var owner in _rotation)
        {
            isBefore &= owner != own;
            place += owner == own ? 0 : Math.Min(owner.Waiters.Count, isBefore ? ahead + 1 : ahead);
        }

        return place;
    }

    private void Drop(Owner owner, Waiter waiter)
    {
        owner.Waiters.Remove(waiter);
        Count--;
        Bytes -= waiter.Request.Bytes;
        if (owner.Waiters.Count == 0)
        {
            _owners.Remove(owner.Id);
            _rotation.Remove(owner.Turn);
        }
    }

    private sealed class Owner
    {
        public Owner(Guid id) => (Id, Turn) = (id, new LinkedListNode<Owner>(this));

        public Guid Id { get; }

        public LinkedListNode<Owner> Turn { get; }

        public LinkedList<Waiter> Waiters { get; } = new();

        public long Deficit { get; set; }

        public long RoundsUntil(Waiter waiter) => (Math.Max(0, waiter.Request.Cost - Deficit) + Quantum - 1) / Quantum;
    }
}

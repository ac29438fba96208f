using AkashChat.TestKit.Upstream;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>What can be wrong with the proxy.</summary>
public enum FaultKind
{
    /// <summary>The connection is closed before a byte of an answer.</summary>
    /// <remarks>On a connection that was used before, .NET's client may repeat a request without a body by itself.</remarks>
    Abort,

    /// <summary>No answer until the test releases it or the client leaves; then the connection is closed.</summary>
    Hang,

    /// <summary>The true answer, but only when the test releases it.</summary>
    Slow,

    /// <summary>401 <c>auth_error</c>, as if the administrator's key were wrong.</summary>
    Unauthorized,

    /// <summary>401 <c>auth_error</c> that means something else: the proxy has lost its database.</summary>
    NoDatabase,

    /// <summary>500 in the proxy's envelope.</summary>
    ServerError,

    /// <summary>500 in plain text.</summary>
    PlainServerError,

    /// <summary>A length is announced, half of it sent, then the connection is closed.</summary>
    HalfAnswer,

    /// <summary>200 with a page of HTML.</summary>
    NotJson,

    /// <summary>The true answer with unknown fields in every object; always after the request is applied.</summary>
    UnknownFields,

    /// <summary>200 with <c>{}</c>.</summary>
    MissingFields,
}

/// <summary>When something happens to a request.</summary>
public enum Moment
{
    /// <summary>Before the proxy applies it: nothing has changed.</summary>
    Before,

    /// <summary>After the proxy has applied it: it is done, only the answer suffers.</summary>
    After,
}

/// <summary>Something that is wrong until it is used up or cleared.</summary>
public sealed class ActiveFault : IDisposable
{
    private readonly Faults _owner;
    private readonly Func<RecordedRequest, bool> _selector;
    private readonly Tally _hits = new("Requests that met the fault");
    private int? _left;

    internal ActiveFault(Faults owner, FaultKind kind, Func<RecordedRequest, bool> selector, int? times, Moment moment)
    {
        _owner = owner;
        Kind = kind;
        _selector = selector;
        _left = times;
        Moment = kind == FaultKind.UnknownFields ? Moment.After : moment;
    }

    /// <summary>What is wrong.</summary>
    public FaultKind Kind { get; }

    /// <summary>When it strikes.</summary>
    public Moment Moment { get; }

    /// <summary>How many requests met it.</summary>
    public int Hits => _hits.Value;

    internal Gate Gate { get; } = new();

    /// <summary>Waits until so many requests have met it.</summary>
    public Task WaitForHitsAsync(int count = 1, TimeSpan? timeout = null) => _hits.WaitForAtLeastAsync(count, timeout);

    /// <summary>Lets go whoever hangs or waits, now and later.</summary>
    public void Release() => Gate.Open();

    /// <summary>Ends it, and lets go whoever hangs or waits.</summary>
    public void Dispose()
    {
        _owner.Remove(this);
        Gate.Open();
    }

    // Called under the owner's lock.
    internal bool TryTake(RecordedRequest request, Moment moment)
    {
        if (moment != Moment || _left == 0 || !_selector(request))
        {
            return false;
        }

        _left--;
        return true;
    }

    internal void NoteHit() => _hits.Add(1);
}

/// <summary>What is wrong with the proxy at present.</summary>
public sealed class Faults
{
    private readonly Lock _lock = new();
    private readonly List<ActiveFault> _active = [];

    /// <summary>Makes something wrong.</summary>
    /// <param name="kind">What.</param>
    /// <param name="selector">For which requests; null: for all. See <see cref="On"/>.</param>
    /// <param name="times">For how many of them; null: until it is cleared.</param>
    /// <param name="moment">Before or after the request is applied.</param>
    public ActiveFault Add(FaultKind kind, Func<RecordedRequest, bool>? selector = null, int? times = null, Moment moment = Moment.Before)
    {
        var fault = new ActiveFault(this, kind, selector ?? On.All, times, moment);
        lock (_lock)
        {
            _active.Add(fault);
        }

        return fault;
    }

    /// <summary>Makes something wrong once.</summary>
    public ActiveFault Once(FaultKind kind, Func<RecordedRequest, bool>? selector = null, Moment moment = Moment.Before) => Add(kind, selector, 1, moment);

    /// <summary>Makes everything right again, and lets go whoever hangs or waits.</summary>
    public void Clear()
    {
        foreach (var fault in Drain())
        {
            fault.Release();
        }
    }

    internal void Remove(ActiveFault fault)
    {
        lock (_lock)
        {
            _active.Remove(fault);
        }
    }

    internal ActiveFault? Take(RecordedRequest request, Moment moment)
    {
        ActiveFault? taken;
        lock (_lock)
        {
            taken = _active.Find(fault => fault.TryTake(request, moment));
        }

        taken?.NoteHit();
        return taken;
    }

    private List<ActiveFault> Drain()
    {
        lock (_lock)
        {
            List<ActiveFault> all = [.. _active];
            _active.Clear();
            return all;
        }
    }
}

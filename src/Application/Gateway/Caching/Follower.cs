namespace AkashChat.Application.Gateway.Caching;

/// <summary>One who follows a <see cref="Flight"/>; disposing it leaves the flight.</summary>
internal sealed class Follower(Flight flight, AnswerLog.Place place, CancellationToken callerLeft) : IDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(callerLeft);
    private AnswerLog.Place _place = place;

    /// <summary>How many bytes it took.</summary>
    public long Taken { get; private set; }

    /// <summary>The caller has left, or the follower was let go.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Takes the next bytes. Only the flight does that, under its lock.</summary>
    public ReadOnlyMemory<byte> Read()
    {
        var bytes = AnswerLog.Read(ref _place);
        Taken += bytes.Length;
        return bytes;
    }

    /// <summary>Lets it go: it holds too much. Only the flight does that, under its lock.</summary>
    public void LetGo() => _ = _stop.CancelAsync();

    public void Dispose()
    {
        flight.Leave(this);
        _stop.Dispose();
    }
}

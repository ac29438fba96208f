namespace AkashChat.Application.Gateway.Admission;

/// <summary>A request that waits for a limit.</summary>
/// <param name="Owner">Whose request it is.</param>
/// <param name="Cost">What it may use, in tokens: by that owners take turns.</param>
/// <param name="Bytes">What its body takes of memory.</param>
/// <param name="AtMost">How long it waits.</param>
/// <param name="Admit">Asks once more.</param>
public sealed record QueuedRequest(Guid Owner, long Cost, long Bytes, TimeSpan AtMost, Func<ValueTask<AdmissionDecision>> Admit)
{
    /// <summary>Told of its place in the queue, from 1, when it begins to wait and when that changes; null: nobody wants to know.</summary>
    public Func<int, ValueTask>? PlaceChanged { get; init; }
}

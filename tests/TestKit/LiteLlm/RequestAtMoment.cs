namespace AkashChat.TestKit.LiteLlm;

/// <summary>A request at one of its two moments, in a test's hands.</summary>
/// <param name="request">The request.</param>
/// <param name="moment">The moment.</param>
public sealed class RequestAtMoment(RecordedRequest request, Moment moment)
{
    /// <summary>The request.</summary>
    public RecordedRequest Request { get; } = request;

    /// <summary>Whether it is applied yet.</summary>
    public Moment Moment { get; } = moment;

    internal bool IsThrownAway { get; private set; }

    /// <summary>Closes its connection: before, it is never applied; after, its answer is lost.</summary>
    public void ThrowAway() => IsThrownAway = true;
}

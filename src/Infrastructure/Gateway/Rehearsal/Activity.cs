namespace AkashChat.Infrastructure.Gateway.Rehearsal;

/// <summary>Counts everything that happens in a rehearsal, so that it can be seen when nothing does.</summary>
internal sealed class Activity
{
    private long _count;

    /// <summary>How much has happened.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Something happened.</summary>
    public void Note() => Interlocked.Increment(ref _count);
}

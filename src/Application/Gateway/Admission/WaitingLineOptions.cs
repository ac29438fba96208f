namespace AkashChat.Application.Gateway.Admission;

/// <summary>Bounds of waiting for a limit.</summary>
public sealed record WaitingLineOptions
{
    /// <summary>The longest wait; zero: nobody waits.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many requests may wait on this instance.</summary>
    public int MaxWaiting { get; init; } = 1000;

    /// <summary>How many of them may be one owner's.</summary>
    public int MaxWaitingOfOwner { get; init; } = 100;

    /// <summary>How many bytes their bodies may have together.</summary>
    public long MaxWaitingBytes { get; init; } = 256 * 1024 * 1024;
}

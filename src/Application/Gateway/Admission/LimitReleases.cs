namespace AkashChat.Application.Gateway.Admission;

/// <summary>Tells that something of a limit was given back on this instance, so that who waits for it can try.</summary>
public sealed class LimitReleases
{
    /// <summary>Raised on the thread that gave it back; must not take long.</summary>
    public event Action? Released;

    /// <summary>Tells it.</summary>
    internal void Raise() => Released?.Invoke();
}

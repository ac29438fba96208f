namespace AkashChat.Application.Catalog;

/// <summary>Knows whether the newest <c>config.yaml</c> is the one in force.</summary>
public interface ICatalogState
{
    /// <summary>The file that was not taken; null: the newest one is in force.</summary>
    ConfigRefusal? Refusal { get; }
}

/// <summary>A <c>config.yaml</c> that was not taken, because it is wrong.</summary>
/// <param name="At">Since when.</param>
/// <param name="Faults">What is wrong with it, with lines.</param>
public sealed record ConfigRefusal(DateTimeOffset At, IReadOnlyList<string> Faults);

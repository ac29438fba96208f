namespace AkashChat.Infrastructure.Gateway.Rehearsal;

/// <summary>How a rehearsal is to go.</summary>
public sealed record RehearsalOptions
{
    /// <summary>The only model to rehearse; null: all.</summary>
    public string? Model { get; init; }

    /// <summary>Where chance begins: with the same number and the same file it comes the same way.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Requests of a scenario; three times as many while all is well, to see how they are shared.</summary>
    public int Requests { get; init; } = 40;

    /// <summary>Requests per second.</summary>
    public double Rate { get; init; } = 4;
}

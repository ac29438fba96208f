namespace AkashChat.Infrastructure.Settings;

/// <summary>The service cannot start, and the operator can mend it.</summary>
public sealed class StartupException : Exception
{
    /// <summary>Stops the start.</summary>
    /// <param name="what">What is at fault, such as a file's name.</param>
    /// <param name="faults">All that is wrong with it.</param>
    public StartupException(string what, IReadOnlyList<string> faults)
        : base($"{what}:{string.Concat(faults.Select(fault => $"{Environment.NewLine}  - {fault}"))}") => Faults = faults;

    /// <summary>All that is wrong.</summary>
    public IReadOnlyList<string> Faults { get; }
}

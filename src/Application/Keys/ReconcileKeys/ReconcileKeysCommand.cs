using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Keys.ReconcileKeys;

/// <summary>Brings the records and the backend to agree: what a crash or an outage left half-done is completed or withdrawn.</summary>
/// <param name="Everything">Whether all keys are compared, not only those that are marked.</param>
public sealed record ReconcileKeysCommand(bool Everything) : ICommand<ReconcileReport>;

/// <summary>What one pass did; counted while it runs.</summary>
public sealed record ReconcileReport
{
    /// <summary>Changes that were saved here and are carried now.</summary>
    public int Completed { get; internal set; }

    /// <summary>New secrets that nobody had got, taken back.</summary>
    public int Withdrawn { get; internal set; }

    /// <summary>Keys that differed at the backend, brought back to what is written here.</summary>
    public int Repaired { get; internal set; }

    /// <summary>Keys that only the backend knew, of owners known here, written down.</summary>
    public int Adopted { get; internal set; }

    /// <summary>Secrets that were to be over, or were nobody's, ended at the backend.</summary>
    public int StraysEnded { get; internal set; }

    /// <summary>Keys that the backend does not know any more, ended here.</summary>
    public int Ended { get; internal set; }

    /// <summary>Keys that were ended here for that reason and that it knows again.</summary>
    public int Returned { get; internal set; }

    /// <summary>Keys that were blocked at the backend, switched off here.</summary>
    public int SwitchedOff { get; internal set; }

    /// <summary>Keys that could not be dealt with; the next pass tries again.</summary>
    public int Failed { get; internal set; }

    /// <summary>Why the pass ended early; null: it did not.</summary>
    public Error? Stopped { get; internal set; }

    /// <summary>Whether it had nothing to do, and was not stopped.</summary>
    public bool IsEmpty => this == new ReconcileReport();

    /// <summary>What was done, whatever ended the pass.</summary>
    public ReconcileReport WithoutStop() => this with { Stopped = null };
}

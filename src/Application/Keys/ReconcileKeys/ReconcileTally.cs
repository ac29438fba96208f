using AkashChat.Domain.Common;

namespace AkashChat.Application.Keys.ReconcileKeys;

/// <summary>Counts what a pass does.</summary>
internal sealed class ReconcileTally
{
    internal int Completed { get; set; }

    internal int Withdrawn { get; set; }

    internal int Repaired { get; set; }

    internal int Adopted { get; set; }

    internal int StraysEnded { get; set; }

    internal int Ended { get; set; }

    internal int Returned { get; set; }

    internal int SwitchedOff { get; set; }

    internal int Failed { get; set; }

    internal Error? Stopped { get; set; }

    internal ReconcileReport ToReport() => new()
    {
        Completed = Completed,
        Withdrawn = Withdrawn,
        Repaired = Repaired,
        Adopted = Adopted,
        StraysEnded = StraysEnded,
        Ended = Ended,
        Returned = Returned,
        SwitchedOff = SwitchedOff,
        Failed = Failed,
        Stopped = Stopped,
    };
}

using AkashChat.Domain.Keys;

namespace AkashChat.Application.Usage.TakeOver;

/// <summary>What a take-over found and did.</summary>
public sealed class TakeOverReport
{
    private readonly Dictionary<string, int> _skipped = new(StringComparer.Ordinal);
    private readonly Dictionary<Remark, int> _remarks = [];
    private readonly List<DifferentKey> _different = [];

    /// <summary>How many keys the proxy has.</summary>
    public int Found { get; internal set; }

    /// <summary>How many of them were taken over.</summary>
    public int Taken => TakenActive + TakenExpired + TakenSwitchedOff;

    /// <summary>How many were taken over that work.</summary>
    public int TakenActive { get; private set; }

    /// <summary>How many were taken over that are past their end.</summary>
    public int TakenExpired { get; private set; }

    /// <summary>How many were taken over that are switched off, and not past their end.</summary>
    public int TakenSwitchedOff { get; private set; }

    /// <summary>How many are here already as they are there.</summary>
    public int AlreadyThere { get; internal set; }

    /// <summary>Those that are here already, but not as they are there. They were not touched.</summary>
    public IReadOnlyList<DifferentKey> Different => _different;

    /// <summary>How many were left, by the reason.</summary>
    public IReadOnlyDictionary<string, int> Skipped => _skipped;

    /// <summary>How many of those that were taken over are not as they were, by what differs.</summary>
    public IReadOnlyDictionary<Remark, int> Remarks => _remarks;

    /// <summary>How many users there are at the proxy.</summary>
    public int UsersFound { get; internal set; }

    /// <summary>How many accounts were made.</summary>
    public int AccountsMade { get; internal set; }

    /// <summary>How many of them their person finds after signing in.</summary>
    public int AccountsWithSignIn { get; internal set; }

    /// <summary>How many teams were made.</summary>
    public int TeamsMade { get; internal set; }

    /// <summary>How many keys brought along what was spent of their budget.</summary>
    public int OpeningRecords { get; internal set; }

    /// <summary>How many keys brought along a secret that was rotated away and still works.</summary>
    public int OldSecrets { get; internal set; }

    internal void Skip(string reason) => _skipped[reason] = _skipped.GetValueOrDefault(reason) + 1;

    internal void Differ(ApiKey here, string how) => _different.Add(new DifferentKey(here.Id, here.Preview, how));

    internal void Take(TakenKey taken, DateTimeOffset now)
    {
        if (taken.Key.ExpiresAt <= now)
        {
            TakenExpired++;
        }
        else if (taken.Key.IsSwitchedOff)
        {
            TakenSwitchedOff++;
        }
        else
        {
            TakenActive++;
        }

        OldSecrets += taken.Key.PreviousHash is null ? 0 : 1;
        foreach (var remark in taken.Remarks)
        {
            _remarks[remark] = _remarks.GetValueOrDefault(remark) + 1;
        }
    }
}

/// <summary>A key that is here already, but not as it is at the proxy.</summary>
/// <param name="Id">Names it here.</param>
/// <param name="Preview">Enough of its secret to tell it apart.</param>
/// <param name="How">What differs.</param>
public sealed record DifferentKey(ApiKeyId Id, string Preview, string How);

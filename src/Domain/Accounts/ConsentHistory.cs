namespace AkashChat.Domain.Accounts;

/// <summary>All that a user agreed to and withdrew.</summary>
public sealed class ConsentHistory
{
    private readonly UserId _userId;
    private readonly List<Consent> _entries;

    /// <summary>A history.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="entries">The entries, in any order.</param>
    public ConsentHistory(UserId userId, IEnumerable<Consent> entries)
    {
        _userId = userId;
        _entries = [.. entries.OrderBy(entry => entry.Number)];
    }

    /// <summary>The entries, the oldest first.</summary>
    public IReadOnlyList<Consent> Entries => _entries;

    /// <summary>What holds now of a kind; null: it was never asked.</summary>
    public Consent? Current(ConsentKind kind) => _entries.LastOrDefault(entry => entry.Kind == kind);

    /// <summary>Whether that version is agreed to now.</summary>
    public bool Accepts(ConsentKind kind, string version) => Current(kind) is { Given: true } current && current.Version == version;

    /// <summary>Writes the next entry.</summary>
    /// <returns>Null: nothing would change.</returns>
    public Consent? Record(ConsentKind kind, bool given, string version, string textReference, DateTimeOffset now)
    {
        var current = Current(kind);
        if (given ? Accepts(kind, version) : current is null or { Given: false })
        {
            return null;
        }

        var entry = new Consent(_userId, kind, (current?.Number ?? 0) + 1, version, textReference, given, now);
        _entries.Add(entry);
        return entry;
    }
}

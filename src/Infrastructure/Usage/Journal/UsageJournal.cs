namespace AkashChat.Infrastructure.Usage.Journal;

/// <summary>Keeps on disk what this process owes the ledger, for the case that it is killed. Used by one thread.</summary>
/// <remarks>
/// Only what has changed is added to the file, and only when it has stayed so from one time to the next: nearly every call
/// begins, ends and is booked sooner, and never touches it. What a kill loses are the changes since the time before the last.
/// When nothing is owed it is emptied; when most of it is over, it is written anew. What the system was given survives the end
/// of the process, however it comes. A power cut may lose more: no write waits for the disk.
/// </remarks>
internal sealed class UsageJournal(JournalFolder folder) : IDisposable
{
    private const long SmallEnough = 1 << 20;

    // What the file says is owed, and whether that has ended.
    private readonly Dictionary<Guid, bool> _written = [];
    private readonly MemoryStream _lines = new();

    // Calls of whose state the file does not tell: as found this time, and as found the time before.
    private HashSet<Guid> _waiting = [];
    private HashSet<Guid> _waited = [];

    private FileStream? _file;

    // One that could not be written to its end; it goes when another one says it all, or nothing is owed.
    private FileStream? _broken;
    private bool _hasFailed;
    private long _lengthWhenNew;

    /// <summary>Brings the file up to date.</summary>
    /// <param name="unbooked">What is owed; null: nothing that belongs here.</param>
    /// <param name="isLast">Whether there is no next time, so that what has only just changed is written too.</param>
    /// <exception cref="IOException">It cannot be written; the next time all is written anew.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    internal void Write(UnbookedUsage? unbooked, bool isLast = false)
    {
        try
        {
            _lines.SetLength(0);
            AddChanged(unbooked, isAll: isLast || _hasFailed);
            AddBooked(unbooked);
            if (_written.Count == 0)
            {
                _file?.SetLength(0);
                Delete(ref _broken);
                _lengthWhenNew = 0;
            }
            else if (_lines.Length > 0)
            {
                Append();
                ReplaceIfLong(unbooked);
            }

            _hasFailed = false;
        }
        catch
        {
            _hasFailed = true;
            GiveUpFile();
            throw;
        }
    }

    /// <summary>Lets go of the file; one in which nothing is owed is deleted.</summary>
    public void Dispose()
    {
        if (_written.Count == 0 && !_hasFailed)
        {
            Delete(ref _file);
            Delete(ref _broken);
        }

        _file?.Dispose();
        _broken?.Dispose();
        _lines.Dispose();
    }

    private void AddChanged(UnbookedUsage? unbooked, bool isAll)
    {
        (_waited, _waiting) = (_waiting, _waited);
        _waiting.Clear();
        foreach (var (id, open, ended) in unbooked?.Read() ?? [])
        {
            if (_written.TryGetValue(id, out var hasEnded) && (ended is null || hasEnded))
            {
                continue;
            }

            if (!isAll && !_waited.Contains(id))
            {
                _waiting.Add(id);
                continue;
            }

            new JournalLine { Open = open?.ToEstimate(), Ended = ended }.WriteTo(_lines);
            _written[id] = ended is not null;
        }
    }

    private void AddBooked(UnbookedUsage? unbooked)
    {
        // A dictionary lets entries be taken out while it is read.
        foreach (var id in _written.Keys)
        {
            if (unbooked?.Has(id) != true)
            {
                new JournalLine { Booked = id }.WriteTo(_lines);
                _written.Remove(id);
            }
        }
    }

    private void Append()
    {
        _file ??= folder.Create();
        _file.Seek(0, SeekOrigin.End);
        _file.Write(_lines.GetBuffer(), 0, (int)_lines.Length);
        Delete(ref _broken);
    }

    // Both files are there for a moment: what they have in common is booked once.
    private void ReplaceIfLong(UnbookedUsage? unbooked)
    {
        if (_file!.Length < SmallEnough || _file.Length < 4 * _lengthWhenNew)
        {
            return;
        }

        GiveUpFile();
        _lines.SetLength(0);
        AddChanged(unbooked, isAll: true);
        Append();
        _lengthWhenNew = _file!.Length;
    }

    private void GiveUpFile()
    {
        if (_broken is null)
        {
            (_broken, _file) = (_file, null);
        }
        else
        {
            Delete(ref _file);
        }

        _written.Clear();
        _lengthWhenNew = 0;
    }

    private static void Delete(ref FileStream? file)
    {
        if (file is not null)
        {
            file.Dispose();
            File.Delete(file.Name);
            file = null;
        }
    }
}

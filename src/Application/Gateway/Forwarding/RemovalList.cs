using System.Collections.Immutable;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Which stretches of an object are cut out of it, so that JSON remains: a member goes together with one comma.</summary>
internal struct RemovalList
{
    private ImmutableArray<Range>.Builder? _ranges;

    // Where the last member ended that stays; 0: none did yet.
    private int _keptUntil;

    // Members were cut out before one that stays; the cut then reaches to the next one's name.
    private int? _openStart;
    private int _openEnd;

    /// <summary>Notes that a member begins.</summary>
    public void MeetMember(int nameStart)
    {
        if (_openStart is not null)
        {
            _openEnd = nameStart;
        }
    }

    /// <summary>Cuts a member out.</summary>
    public void Remove(int nameStart, int valueEnd)
    {
        if (_keptUntil == 0)
        {
            _openStart ??= nameStart;
            _openEnd = valueEnd;
        }
        else
        {
            Add(_keptUntil..valueEnd);
        }
    }

    /// <summary>Keeps a member.</summary>
    public void Keep(int valueEnd)
    {
        CloseOpen();
        _keptUntil = valueEnd;
    }

    /// <summary>The stretches, in order.</summary>
    public readonly ImmutableArray<Range> ToRanges()
    {
        if (_openStart is { } start)
        {
            return [start.._openEnd];
        }

        return _ranges?.ToImmutable() ?? [];
    }

    private void CloseOpen()
    {
        if (_openStart is { } start)
        {
            Add(start.._openEnd);
            _openStart = null;
        }
    }

    private void Add(Range range)
    {
        _ranges ??= ImmutableArray.CreateBuilder<Range>();
        if (_ranges.Count > 0 && _ranges[^1].Start.Value == range.Start.Value)
        {
            _ranges[^1] = range;
            return;
        }

        _ranges.Add(range);
    }
}

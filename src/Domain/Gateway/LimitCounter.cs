using AkashChat.Domain.Catalog;

namespace AkashChat.Domain.Gateway;

/// <summary>Names what is counted together: rules that count the same share a counter.</summary>
/// <param name="Level">Whose use.</param>
/// <param name="Subject">Whose of them: the id of a key, an account or a team, a model's name; empty for the whole service.</param>
/// <param name="Measure">What is counted.</param>
/// <param name="Window">Within which time; null: at the moment.</param>
/// <param name="Model">The model whose calls alone are counted; null: all, or the subject is the model.</param>
/// <remarks>Made once for each key and model, and looked up several times for every request: its hash is reckoned once.</remarks>
public sealed record LimitCounter(LimitLevel Level, string Subject, LimitMeasure Measure, LimitWindow? Window, string? Model)
{
    // Of what cannot be changed afterwards, not even in a copy: hence no property can be set.
    private readonly int _hash = HashCode.Combine(Level, Subject, Measure, Window, Model);

    /// <summary>Whose use.</summary>
    public LimitLevel Level { get; } = Level;

    /// <summary>Whose of them: the id of a key, an account or a team, a model's name; empty for the whole service.</summary>
    public string Subject { get; } = Subject;

    /// <summary>What is counted.</summary>
    public LimitMeasure Measure { get; } = Measure;

    /// <summary>Within which time; null: at the moment.</summary>
    public LimitWindow? Window { get; } = Window;

    /// <summary>The model whose calls alone are counted; null: all, or the subject is the model.</summary>
    public string? Model { get; } = Model;

    /// <summary>What a store has found by this name, for its own use; it says nothing of the name.</summary>
    public object? Found { get; set; }

    /// <inheritdoc/>
    public bool Equals(LimitCounter? other) =>
        ReferenceEquals(this, other)
        || (other is not null && (_hash, Level, Measure, Window) == (other._hash, other.Level, other.Measure, other.Window)
            && Subject == other.Subject && Model == other.Model);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>The same as a text: <c>key:4fK2:tokens:1m</c>. A rolling window has a ~ in front, a model comes last after another colon.</summary>
    public override string ToString()
    {
        var window = Window is { } known ? (known.IsRolling ? ":~" : ":") + known : string.Empty;
        return $"{Level}:{Subject}:{Measure}{window}{(Model is null ? string.Empty : ":" + Model)}".ToLowerInvariant();
    }
}

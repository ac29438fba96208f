using AkashChat.Domain.Catalog;

namespace AkashChat.Domain.Gateway;

/// <summary>Names what is counted together: rules that count the same share a counter.</summary>
/// <param name="Level">Whose use.</param>
/// <param name="Subject">Whose of them: the id of a key, an account or a team, a model's name; empty for the whole service.</param>
/// <param name="Measure">What is counted.</param>
/// <param name="Window">Within which time; null: at the moment.</param>
/// <param name="Model">The model whose calls alone are counted; null: all, or the subject is the model.</param>
public readonly record struct LimitCounter(LimitLevel Level, string Subject, LimitMeasure Measure, LimitWindow? Window, string? Model)
{
    /// <summary>The same as a text: <c>key:4fK2:tokens:1m</c>. A rolling window has a ~ in front, a model comes last after another colon.</summary>
    public override string ToString()
    {
        var window = Window is { } known ? (known.IsRolling ? ":~" : ":") + known : string.Empty;
        return $"{Level}:{Subject}:{Measure}{window}{(Model is null ? string.Empty : ":" + Model)}".ToLowerInvariant();
    }
}

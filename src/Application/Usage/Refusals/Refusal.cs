using AkashChat.Domain.Catalog;

namespace AkashChat.Application.Usage.Refusals;

/// <summary>A call that was refused, or several equal ones within a minute.</summary>
public sealed record Refusal
{
    /// <summary>Within how long equal refusals are one.</summary>
    public static readonly TimeSpan Together = TimeSpan.FromMinutes(1);

    /// <summary>Names it; later ones sort behind.</summary>
    public required string Id { get; init; }

    /// <summary>When it was refused; of several the first.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When the last of several was refused.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>How many there were.</summary>
    public long Count { get; init; } = 1;

    /// <summary>Whose call it was.</summary>
    public required Guid OwnerId { get; init; }

    /// <summary>With which key, by its public id.</summary>
    public required string KeyId { get; init; }

    /// <summary>What was asked: the path behind <c>/v1/</c>.</summary>
    public required string Route { get; init; }

    /// <summary>The model that was asked for.</summary>
    public required string Model { get; init; }

    /// <summary>The error's code.</summary>
    public required string Code { get; init; }

    /// <summary>What the caller was told.</summary>
    public required string Message { get; init; }

    /// <summary>The limit; null: it was none.</summary>
    public RefusingLimit? Limit { get; init; }

    /// <summary>Whether both are the same to whoever reads of them.</summary>
    public bool IsLike(Refusal other) =>
        KeyId == other.KeyId && Route == other.Route && Model == other.Model && Code == other.Code
        && Limit?.Level == other.Limit?.Level && Limit?.Measure == other.Limit?.Measure && Limit?.Window == other.Limit?.Window;

    /// <summary>Both together: told as the later one was.</summary>
    public Refusal With(Refusal later) => later with { Id = Id, At = At, Count = Count + later.Count };
}

/// <summary>The limit that refused a call, as it stood.</summary>
/// <param name="Level">Whose use counts together.</param>
/// <param name="Measure">What is counted.</param>
/// <param name="Window">The time it holds for, such as 1m; null: at the same moment.</param>
/// <param name="Limit">How much there is.</param>
/// <param name="Used">How much was used or reserved.</param>
/// <param name="Asked">How much the call asked for.</param>
/// <param name="ResetsAt">When all of it is there again; null: as soon as requests end.</param>
public sealed record RefusingLimit(
    LimitLevel Level, LimitMeasure Measure, string? Window, long Limit, long Used, long Asked, DateTimeOffset? ResetsAt);

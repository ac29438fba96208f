namespace AkashChat.Domain.Common;

/// <summary>A failure that a correct caller can meet.</summary>
/// <param name="Kind">What sort of failure it is.</param>
/// <param name="Code">Stable machine-readable name, <c>feature.what_happened</c>; it has a page under <c>/docs/errors/</c>.</param>
/// <param name="Message">One sentence for people: what happened.</param>
/// <param name="Remedy">One sentence for people: what to do about it.</param>
/// <param name="Field">The field of the request that is at fault, in the caller's spelling, if there is one.</param>
public sealed record Error(ErrorKind Kind, string Code, string Message, string Remedy, string? Field = null)
{
    /// <summary>How long the caller should wait before trying again, if that is known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Every faulty field and what is wrong with it; empty unless the input as a whole was checked.</summary>
    public IReadOnlyDictionary<string, string[]> Fields { get; init; } = EmptyFields;

    private static readonly Dictionary<string, string[]> EmptyFields = [];
}

namespace AkashChat.Domain.Keys;

/// <summary>What a key may use. Each limit holds for one key; null: no limit.</summary>
/// <remarks>A team has some, from the settings, and a key may have narrower ones of its own: <see cref="NarrowedBy"/> is what holds.</remarks>
public sealed record KeyLimits
{
    /// <summary>No limit at all.</summary>
    public static readonly KeyLimits None = new();

    /// <summary>How many requests may be open at the same moment.</summary>
    public int? ParallelRequests { get; init; }

    /// <summary>How many requests may begin within a minute.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>How many tokens, read and written together, may be used within a minute.</summary>
    public int? TokensPerMinute { get; init; }

    /// <summary>How much may be spent within a calendar month of UTC, in µUSD.</summary>
    public long? BudgetMicroUsd { get; init; }

    /// <summary>The models that may be called, by the names that callers use.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>Whether any of the limits is one on what was used, so that somebody has to count.</summary>
    public bool NeedCounting =>
        ParallelRequests is not null || RequestsPerMinute is not null || TokensPerMinute is not null || BudgetMicroUsd is not null;

    /// <summary>Whether a model may be called.</summary>
    public bool Allows(string model)
    {
        // Asked for every request, so that it is a loop: an enumerator would be garbage each time.
        for (var index = 0; index < Models?.Count; index++)
        {
            if (string.Equals(Models[index], model, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return Models is null;
    }

    /// <summary>These limits and the key's own together: of two numbers the smaller, of two lists what is in both. Never wider than these.</summary>
    public KeyLimits NarrowedBy(KeyLimits own) => own == None ? this : new()
    {
        ParallelRequests = Smaller(ParallelRequests, own.ParallelRequests),
        RequestsPerMinute = Smaller(RequestsPerMinute, own.RequestsPerMinute),
        TokensPerMinute = Smaller(TokensPerMinute, own.TokensPerMinute),
        BudgetMicroUsd = Smaller(BudgetMicroUsd, own.BudgetMicroUsd),
        Models = Models is null || own.Models is null ? Models ?? own.Models : [.. own.Models.Where(Allows)],
    };

    /// <summary>Whether a key's own limits stay within these: no number larger, no model beyond the list. Own limits that say nothing are within.</summary>
    public bool Contain(KeyLimits own) =>
        IsWithin(own.ParallelRequests, ParallelRequests)
        && IsWithin(own.RequestsPerMinute, RequestsPerMinute)
        && IsWithin(own.TokensPerMinute, TokensPerMinute)
        && IsWithin(own.BudgetMicroUsd, BudgetMicroUsd)
        && (own.Models is null || own.Models.All(Allows));

    /// <summary>Whether both say the same; the order of models says nothing.</summary>
    public bool IsSameAs(KeyLimits other) =>
        this with { Models = null } == other with { Models = null }
        && (Models is null || other.Models is null ? Models == other.Models : Models.ToHashSet(StringComparer.Ordinal).SetEquals(other.Models));

    private static T? Smaller<T>(T? one, T? other)
        where T : struct, IComparable<T> =>
        one is null || other is null ? one ?? other : one.Value.CompareTo(other.Value) <= 0 ? one : other;

    private static bool IsWithin<T>(T? own, T? most)
        where T : struct, IComparable<T> =>
        own is null || most is null || own.Value.CompareTo(most.Value) <= 0;
}

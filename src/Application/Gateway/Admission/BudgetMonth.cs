namespace AkashChat.Application.Gateway.Admission;

/// <summary>The time that a budget holds for: a calendar month of UTC.</summary>
/// <param name="Start">Its first moment.</param>
internal readonly record struct BudgetMonth(DateTimeOffset Start)
{
    /// <summary>The first moment of the next month.</summary>
    public DateTimeOffset End => Start.AddMonths(1);

    /// <summary>The month that a moment belongs to.</summary>
    public static BudgetMonth Of(DateTimeOffset moment)
    {
        var utc = moment.UtcDateTime;
        return new BudgetMonth(new DateTimeOffset(utc.Year, utc.Month, 1, 0, 0, 0, TimeSpan.Zero));
    }
}

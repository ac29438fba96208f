using System.Globalization;

namespace AkashChat.Application.Usage.TakeOver;

/// <summary>A budget of the proxy as one of ours, which is for a calendar month.</summary>
/// <param name="MicroUsd">How much may be spent a month.</param>
/// <param name="SpentMicroUsd">How much of this month's is spent already.</param>
/// <param name="FollowsSpend">Whether the amount depends on what was spent, so that it changes while the proxy runs.</param>
/// <param name="Remark">How it differs; null: it does not.</param>
internal sealed record TakenBudget(long MicroUsd, long SpentMicroUsd, bool FollowsSpend, Remark? Remark)
{
    // The shortest month: what fits into it fits into every one.
    private const double DaysOfMonth = 28;

    // A billion dollars, as the settings have it.
    private const double MostMicroUsd = 1e15;

    /// <summary>Reads a budget; null: there is none.</summary>
    internal static TakenBudget? Of(LiteLlmAllowance allowance, DateTimeOffset now)
    {
        if (allowance.MaxBudget is not { } max)
        {
            return null;
        }

        // The proxy begins a window anew up to some minutes after its end.
        var spent = allowance.BudgetResetAt <= now ? 0 : allowance.Spend;
        return DaysOf(allowance.BudgetDuration) switch
        {
            null => new TakenBudget(Whole(max - allowance.Spend), 0, FollowsSpend: true, Remark.LifetimeBudget),
            DaysOfMonth => new TakenBudget(Whole(max), Whole(spent), FollowsSpend: false, null),
            var days => new TakenBudget(
                Whole(max * DaysOfMonth / days.Value), Whole(spent), FollowsSpend: false, days < DaysOfMonth ? Remark.ShortBudget : Remark.LongBudget),
        };
    }

    /// <summary>How many days a window has; a month, which begins with the calendar's there too, has <see cref="DaysOfMonth"/>. Null: it never ends.</summary>
    private static double? DaysOf(string? duration)
    {
        var text = duration?.Trim() ?? string.Empty;
        var unit = text.TrimStart("0123456789".ToCharArray());
        if (!long.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
        {
            return null;
        }

        return unit switch
        {
            "mo" => number * DaysOfMonth,
            "d" => number == 30 ? DaysOfMonth : number,
            "w" => number * 7,
            "h" => number == 720 ? DaysOfMonth : number / 24.0,
            "m" => number / 1_440.0,
            "s" => number / 86_400.0,
            _ => null,
        };
    }

    // Rounded down; what is no number is nothing.
    private static long Whole(double dollars) =>
        double.IsNaN(dollars) || dollars <= 0 ? 0 : (long)Math.Min(Math.Floor((dollars * 1_000_000) + 1e-6), MostMicroUsd);
}

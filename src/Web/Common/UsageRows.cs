using AkashChat.Application.Usage;

namespace AkashChat.Web.Common;

/// <summary>A table of usage.</summary>
/// <param name="Id">The id of its heading.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Name">What its rows are.</param>
/// <param name="Rows">Its rows.</param>
public sealed record UsageRows(string Id, string Title, string Name, IReadOnlyList<UsageRow> Rows)
{
    /// <summary>Whether any cost is known.</summary>
    public bool IsPriced => Rows.Any(row => row.Counts.CostMicroUsd is not null);
}

/// <summary>A row of such a table.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Counts">What was used.</param>
public sealed record UsageRow(string Name, UsageCounts Counts)
{
    /// <summary>More about what it is about; null: nothing.</summary>
    public string? Aside { get; init; }

    /// <summary>Where its name leads to; null: nowhere.</summary>
    public string? Link { get; init; }

    /// <summary>Whether the name is one for machines.</summary>
    public bool IsCode { get; init; } = true;
}

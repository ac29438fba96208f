namespace AkashChat.Application.Usage;

/// <summary>Knows what was used, on all instances together: for budgets and quotas.</summary>
public interface IUsageTotals
{
    /// <summary>Adds up the requests that came in within a time and are booked by now. Exact for any time, and cheap for a long one.</summary>
    /// <param name="subject">Whose requests.</param>
    /// <param name="model">The name of the model that was asked for; null: all.</param>
    /// <param name="from">The time's beginning.</param>
    /// <param name="to">Its end, which does not belong to it.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<UsageTotal> SumAsync(UsageSubject subject, string? model, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>The same, for each model that was asked for.</summary>
    /// <param name="subject">Whose requests.</param>
    /// <param name="from">The time's beginning.</param>
    /// <param name="to">Its end, which does not belong to it.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<IReadOnlyList<(string Model, UsageTotal Total)>> SumByModelAsync(
        UsageSubject subject, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
}

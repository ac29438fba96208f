using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Usage;

/// <summary>Reports what was used.</summary>
public interface IUsageReports
{
    /// <summary>Reports the usage of one user's keys, or of all.</summary>
    /// <param name="owner">The user; null: all users, with the <see cref="UsageReport.MostKeys"/> dearest keys.</param>
    /// <param name="since">The first day, in UTC.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<UsageReport> ReadAsync(UserId? owner, DateOnly since, CancellationToken cancellationToken);
}

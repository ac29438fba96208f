using AkashChat.Application.Usage;
using AkashChat.Domain.Accounts;

namespace AkashChat.Infrastructure.Gateway.LiteLlm;

/// <summary>The proxy counts in our place, and tells of single keys only: better no report than one of nothing.</summary>
internal sealed class LiteLlmReports : IUsageReports
{
    public Task<UsageReport> ReadAsync(UserId? owner, DateOnly since, CancellationToken cancellationToken) => Task.FromResult(UsageReport.Unknown(since));
}

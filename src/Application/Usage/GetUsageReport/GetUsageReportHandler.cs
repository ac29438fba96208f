using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Usage.GetUsageReport;

internal sealed class GetUsageReportHandler(IUsageReports reports, TimeProvider clock) : IQueryHandler<GetUsageReportQuery, UsageReport>
{
    public async Task<Result<UsageReport>> Handle(GetUsageReportQuery query, CancellationToken cancellationToken)
    {
        var since = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1 - query.Days);
        return await reports.ReadAsync(query.Visitor.UserId, since, cancellationToken);
    }
}

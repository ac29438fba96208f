using System.Globalization;
using AkashChat.Application.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Usage.GetServiceUsage;

internal sealed class GetServiceUsageHandler(AdminOptions admins, IUsageReports reports, TimeProvider clock)
    : IQueryHandler<GetServiceUsageQuery, UsageReport>
{
    // Not a validator's: strangers shall hear that this is not theirs, whatever they ask for.
    private static readonly Error OutOfBounds = CommonErrors.InvalidInput with
    {
        Field = "days",
        Fields = new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["days"] = [string.Create(CultureInfo.InvariantCulture, $"Ask for 1 to {UsageReport.MostDays} days.")],
        },
    };

    public async Task<Result<UsageReport>> Handle(GetServiceUsageQuery query, CancellationToken cancellationToken)
    {
        if (admins.Refuse(query.Visitor) is { } refused)
        {
            return refused;
        }

        if (query.Days is < 1 or > UsageReport.MostDays)
        {
            return OutOfBounds;
        }

        var since = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1 - query.Days);
        return await reports.ReadAsync(null, since, cancellationToken);
    }
}

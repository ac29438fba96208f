using AkashChat.Api.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Usage.GetServiceUsage;
using AkashChat.Application.Usage.GetUsageReport;
using AkashChat.Application.Usage.ListAllRefusals;
using AkashChat.Application.Usage.ListRefusals;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AkashChat.Api.Usage;

/// <summary>What was used and what was refused: one's own, and for the operator everybody's.</summary>
internal static class UsageEndpoints
{
    private const int DefaultDays = 30;

    internal static void MapUsage(this IEndpointRouteBuilder api)
    {
        api.MapGet("/usage", (int? days, HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                context.ActAsync(
                    dispatcher,
                    visitor => new GetUsageReportQuery(visitor, days ?? DefaultDays),
                    report => TypedResults.Ok(UsageResponse.OfOwn(report)),
                    cancellationToken))
            .Produces<UsageResponse>()
            .DescribeSignedIn("Usage", "GetUsage", "What your keys were used for: requests, tokens and cost by day, model and key. days: 1 to 366.", CommonErrors.InvalidInput);

        api.MapGet("/refusals", (HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                context.ActAsync(
                    dispatcher,
                    visitor => new ListRefusalsQuery(visitor),
                    refusals => TypedResults.Ok(refusals.Select(RefusalResponse.OfOwn)),
                    cancellationToken))
            .Produces<IReadOnlyList<RefusalResponse>>()
            .DescribeSignedIn("Usage", "ListRefusals", "Your last requests that a limit refused, and why; the newest first, at most 20, kept for 7 days.");

        api.MapGet("/admin/usage", (int? days, HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                context.ActAsync(
                    dispatcher,
                    visitor => new GetServiceUsageQuery(visitor, days ?? DefaultDays),
                    report => TypedResults.Ok(UsageResponse.OfAll(report)),
                    cancellationToken))
            .Produces<UsageResponse>()
            .DescribeSignedIn("Operator", "GetServiceUsage", "What all keys were used for, with the 100 dearest users, teams and keys.", AccountErrors.NotAdmin, CommonErrors.InvalidInput);

        api.MapGet("/admin/refusals", (HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                context.ActAsync(
                    dispatcher,
                    visitor => new ListAllRefusalsQuery(visitor),
                    refusals => TypedResults.Ok(refusals.Select(RefusalResponse.Of)),
                    cancellationToken))
            .Produces<IReadOnlyList<RefusalResponse>>()
            .DescribeSignedIn("Operator", "ListAllRefusals", "The last 100 requests of anybody that a limit refused, and why.", AccountErrors.NotAdmin);
    }
}

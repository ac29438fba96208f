using AkashChat.Api.Accounts;
using AkashChat.Application.Accounts.GetActCounts;
using AkashChat.Application.Accounts.ListAuditEntries;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.GetServiceCounts;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AkashChat.Api.Keys;

/// <summary>What the operator sees. Who that is, the handlers decide; anybody else who is signed in is refused there.</summary>
internal static class AdminEndpoints
{
    private const string Tag = "Operator";
    private const int DefaultMost = 100;

    internal static void MapAdmin(this IEndpointRouteBuilder api)
    {
        var admin = api.MapGroup("/admin");
        admin.MapGet("/limits", (HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                context.ActAsync(
                    dispatcher, visitor => new GetActCountsQuery(visitor), counts => TypedResults.Ok(ActCountsResponse.Of(counts)), cancellationToken))
            .Produces<ActCountsResponse>()
            .DescribeSignedIn(Tag, "GetActCounts", "How far today's limits of guarded acts are used, and by whom most.", AccountErrors.NotAdmin);

        admin.MapGet("/audit", (Guid? user, int? most, HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                context.ActAsync(
                    dispatcher,
                    visitor => new ListAuditEntriesQuery(visitor, user is { } id ? new UserId(id) : null, most ?? DefaultMost),
                    entries => TypedResults.Ok(entries.Select(AuditEntryResponse.Of)),
                    cancellationToken))
            .Produces<IReadOnlyList<AuditEntryResponse>>()
            .DescribeSignedIn(
                Tag, "ListAuditEntries", "The newest entries of the audit trail, of one account or of all.", AccountErrors.NotAdmin, CommonErrors.InvalidInput);

        admin.MapGet("/counts", (HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                context.ActAsync(
                    dispatcher, visitor => new GetServiceCountsQuery(visitor), overview => TypedResults.Ok(ServiceCountsResponse.Of(overview)), cancellationToken))
            .Produces<ServiceCountsResponse>()
            .DescribeSignedIn(Tag, "GetServiceCounts", "How many users and keys there are, and how much is asked for.", AccountErrors.NotAdmin);
    }
}

/// <summary>How many users and keys there are, and how much is asked for.</summary>
/// <param name="Users">Users by tier.</param>
/// <param name="Keys">Keys by their owners' tier and their state.</param>
/// <param name="TakenWithinAnHour">How many keys were bought with challenges within the last hour.</param>
/// <param name="FreeWithinAnHour">Up to how many the price stays at its lowest for everybody.</param>
internal sealed record ServiceCountsResponse(
    IReadOnlyList<UserCountResponse> Users, IReadOnlyList<KeyCountResponse> Keys, int TakenWithinAnHour, int FreeWithinAnHour)
{
    internal static ServiceCountsResponse Of(ServiceOverview overview) => new(
        [.. overview.Counts.Users.Select(count => new UserCountResponse(count.Tier.ToString().ToLowerInvariant(), count.Count))],
        [
            .. overview.Counts.Keys.Select(count => new KeyCountResponse(
                count.Tier.ToString().ToLowerInvariant(), count.State.ToString().ToLowerInvariant(), count.Count)),
        ],
        overview.TakenWithinAnHour,
        overview.FreeWithinAnHour);
}

/// <summary>How many users there are of a tier.</summary>
/// <param name="Tier">permissionless or extended.</param>
/// <param name="Count">How many.</param>
internal sealed record UserCountResponse(string Tier, int Count);

/// <summary>How many keys there are of a tier's users in a state.</summary>
/// <param name="Tier">permissionless or extended.</param>
/// <param name="State">issuing, active, disabled, expired or revoked.</param>
/// <param name="Count">How many.</param>
internal sealed record KeyCountResponse(string Tier, string State, int Count);

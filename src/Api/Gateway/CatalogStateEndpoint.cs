using AkashChat.Api.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Gateway.GetCatalogState;
using AkashChat.Domain.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AkashChat.Api.Gateway;

/// <summary>Tells the operator which configuration is in force, and what is wrong with a newer one.</summary>
internal static class CatalogStateEndpoint
{
    internal static void MapCatalogState(this IEndpointRouteBuilder api) => api
        .MapGet("/admin/config", (HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
            context.ActAsync(
                dispatcher, visitor => new GetCatalogStateQuery(visitor), state => TypedResults.Ok(CatalogStateResponse.Of(state)), cancellationToken))
        .Produces<CatalogStateResponse>()
        .DescribeSignedIn("Operator", "GetCatalogState", "Which configuration is in force, and whether a newer file was refused.", AccountErrors.NotAdmin);
}

/// <summary>The configuration in force.</summary>
/// <param name="Version">Counts what was in force since the start, from 1.</param>
/// <param name="LoadedAt">Since when it is.</param>
/// <param name="Models">How many models it offers.</param>
/// <param name="RefusedAt">When a newer file was refused; null: none was.</param>
/// <param name="Faults">What is wrong with that file, with lines.</param>
internal sealed record CatalogStateResponse(int Version, DateTimeOffset LoadedAt, int Models, DateTimeOffset? RefusedAt, IReadOnlyList<string> Faults)
{
    internal static CatalogStateResponse Of(CatalogState state) =>
        new(state.Version, state.LoadedAt, state.Models, state.Refusal?.At, state.Refusal?.Faults ?? []);
}

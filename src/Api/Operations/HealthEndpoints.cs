using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AkashChat.Api.Operations;

/// <summary>Two small answers for load balancers: nothing of our insides, and nothing that costs anything to ask.</summary>
internal static class HealthEndpoints
{
    // Some load balancers probe with HEAD.
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    internal static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/health/live", Methods, () => TypedResults.Ok(new HealthResponse("alive")))
            .WithTags("Operations")
            .WithSummary("Whether the process answers at all.")
            .AllowAnonymous();

        app.MapMethods("/health/ready", Methods, async (HttpContext context, ReadinessProbe probe) =>
            {
                context.Response.Headers.CacheControl = "no-store";
                return await probe.IsReadyAsync()
                    ? TypedResults.Json(new HealthResponse("ready"))
                    : TypedResults.Json(new HealthResponse("not_ready"), statusCode: StatusCodes.Status503ServiceUnavailable);
            })
            .WithTags("Operations")
            .WithSummary("Whether what the service needs (its database; Redis if configured) answers.")
            .Produces<HealthResponse>()
            .Produces<HealthResponse>(StatusCodes.Status503ServiceUnavailable)
            .AllowAnonymous();
    }
}

/// <summary>A state in one word.</summary>
/// <param name="Status"><c>alive</c>, <c>ready</c> or <c>not_ready</c>.</param>
internal sealed record HealthResponse(string Status);

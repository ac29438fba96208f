using AkashChat.Api.Swagger;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Accounts;

/// <summary>Routes for signed-in visitors.</summary>
internal static class SignedInRoute
{
    /// <summary>Describes a route and demands a sign-in.</summary>
    internal static void DescribeSignedIn(this RouteHandlerBuilder route, string tag, string name, string summary, params Error[] errors) => route
        .WithName(name)
        .WithTags(tag)
        .WithSummary(summary)
        .WithMetadata(new OpenApiErrors([AccountErrors.NotSignedIn, .. errors]))
        .RequireAuthorization();
}

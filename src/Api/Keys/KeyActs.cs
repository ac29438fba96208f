using AkashChat.Api.Swagger;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Keys;

/// <summary>What the routes of keys have in common.</summary>
internal static class KeyActs
{
    /// <summary>Describes an act and demands a sign-in.</summary>
    internal static void Describe(this RouteHandlerBuilder route, string name, string summary, params Error[] errors) => route
        .WithName(name)
        .WithTags("Keys")
        .WithSummary(summary)
        .WithMetadata(new OpenApiErrors([AccountErrors.NotSignedIn, CommonErrors.CrossSite, .. errors]))
        .RequireAuthorization();
}

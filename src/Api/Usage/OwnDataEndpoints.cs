using System.Globalization;
using AkashChat.Api.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Usage.EraseAccount;
using AkashChat.Application.Usage.ExportAccount;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;

namespace AkashChat.Api.Usage;

/// <summary>All we hold about a person: theirs to take along, and theirs to have deleted.</summary>
internal static class OwnDataEndpoints
{
    private const string Tag = "Accounts";

    internal static void MapOwnData(this IEndpointRouteBuilder api)
    {
        api.MapGet("/account/export", (HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                context.ActAsync(dispatcher, visitor => new ExportAccountCommand(visitor), export => Attach(context, export), cancellationToken))
            .Produces<ExportResponse>()
            .DescribeSignedIn(Tag, "ExportAccount", "All we hold about you, as a JSON file. Hashes of secrets are left out; the file says of what there are some.");

        api.MapDelete("/account", (
                [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] EraseAccountRequest? request,
                HttpContext context,
                IDispatcher dispatcher,
                CancellationToken cancellationToken) =>
                context.ActAsync(dispatcher, visitor => new EraseAccountCommand(visitor, request?.Confirm), _ => Forget(context), cancellationToken))
            .Produces(StatusCodes.Status204NoContent)
            .DescribeSignedIn(
                Tag, "EraseAccount", "Deletes your account, keys and sessions for good. What you used stays in the sums, without a person.",
                CommonErrors.CrossSite, CommonErrors.InvalidInput);
    }

    private static Ok<ExportResponse> Attach(HttpContext context, AccountExport export)
    {
        context.Response.Headers.ContentDisposition =
            string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"akashchat-export-{export.At.UtcDateTime:yyyy-MM-dd}.json\"");
        return TypedResults.Ok(ExportResponse.Of(export));
    }

    private static NoContent Forget(HttpContext context)
    {
        SessionCookie.Delete(context);
        return TypedResults.NoContent();
    }
}

/// <summary>The confirmation of an erasure.</summary>
/// <param name="Confirm">The words: delete my account.</param>
internal sealed record EraseAccountRequest(string? Confirm);

using AkashChat.Api.Accounts;
using AkashChat.Application.Accounts;
using AkashChat.Application.Accounts.GetConsents;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.ChangeConsent;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AkashChat.Api.Keys;

/// <summary>What a visitor agrees to; here because withdrawing the terms switches keys off.</summary>
internal static class ConsentEndpoints
{
    private const string Tag = "Accounts";

    internal static void MapConsents(this IEndpointRouteBuilder api)
    {
        var consents = api.MapGroup("/account/consents");
        consents.MapGet("", (HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                context.ActAsync(dispatcher, visitor => new GetConsentsQuery(visitor), Ok, cancellationToken))
            .Produces<ConsentsResponse>()
            .DescribeSignedIn(Tag, "GetConsents", "What you agreed to and withdrew, and which texts are in force.");

        consents.MapPut("/terms", (ChangeConsentRequest request, HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                context.ActAsync(
                    dispatcher, visitor => new ChangeConsentCommand(visitor, ConsentKind.Terms, request.Given), Ok, cancellationToken))
            .Produces<ConsentsResponse>()
            .DescribeSignedIn(
                Tag, "ChangeTermsConsent", "Accepts the terms in force, or withdraws your consent, which switches all your active keys off.",
                CommonErrors.CrossSite, CommonErrors.InvalidInput, CommonErrors.ChangedMeanwhile);

        consents.MapPut("/messages", (ChangeConsentRequest request, HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                context.ActAsync(
                    dispatcher, visitor => new ChangeConsentCommand(visitor, ConsentKind.Messages, request.Given), Ok, cancellationToken))
            .Produces<ConsentsResponse>()
            .DescribeSignedIn(
                Tag, "ChangeMessagesConsent", "Allows messages about the service, or withdraws that.",
                CommonErrors.CrossSite, CommonErrors.InvalidInput, CommonErrors.ChangedMeanwhile);
    }

    private static IResult Ok(ConsentsView consents) => TypedResults.Ok(ConsentsResponse.Of(consents));
}

/// <summary>A consent.</summary>
/// <param name="Given">true: given; false: withdrawn.</param>
internal sealed record ChangeConsentRequest(bool? Given);

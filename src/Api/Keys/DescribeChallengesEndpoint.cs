using AkashChat.Api.Common;
using AkashChat.Api.Swagger;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Application.Keys.DescribeChallenges;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AkashChat.Api.Keys;

internal static class DescribeChallengesEndpoint
{
    internal static void MapDescribeChallenges(this IEndpointRouteBuilder api) => api
        .MapGet("/challenges", HandleAsync)
        .WithName("DescribeChallenges")
        .WithTags("Keys")
        .WithSummary("What a key without an account can be paid with.")
        .Produces<ChallengeOfferResponse>()
        .WithMetadata(new OpenApiErrors())
        .AllowAnonymous();

    private static async Task<IResult> HandleAsync(IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        var offer = await dispatcher.SendAsync(new DescribeChallengesQuery(), cancellationToken);
        return offer.IsSuccess ? TypedResults.Ok(ChallengeOfferResponse.Of(offer.Value)) : offer.Error.ToResult();
    }
}

/// <summary>What is asked for a key.</summary>
/// <param name="Kind"><c>proof-of-work</c>, or the captcha: <c>recaptcha-v2</c>, <c>recaptcha-v3</c>, <c>turnstile</c> or <c>hcaptcha</c>.</param>
/// <param name="SiteKey">Names this site to the captcha's provider; null for a proof of work.</param>
/// <param name="Action">What the captcha is to be solved for; null where none is asked.</param>
/// <param name="TicketsOffered">Whether waiting tickets are taken too.</param>
internal sealed record ChallengeOfferResponse(string Kind, string? SiteKey, string? Action, bool TicketsOffered)
{
    internal static ChallengeOfferResponse Of(ChallengeOffer offer) =>
        new(offer.Captcha?.ToName() ?? "proof-of-work", offer.SiteKey, offer.Action, offer.TicketsOffered);
}

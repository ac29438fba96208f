using AkashChat.Api.Accounts;
using AkashChat.Api.Common;
using AkashChat.Api.Swagger;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Application.Keys.ClaimApiKey;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AkashChat.Api.Keys;

internal static class ClaimApiKeyEndpoint
{
    internal static void MapClaimApiKey(this IEndpointRouteBuilder api) => api
        .MapPost("/keys/claim", HandleAsync)
        .WithName("ClaimApiKey")
        .WithTags("Keys")
        .WithSummary("Opens an account without sign-in and issues its first key.")
        .WithDescription("The key is in this answer and never again. The session is in the cookie alone.")
        .Produces<ClaimApiKeyResponse>(StatusCodes.Status201Created)
        .WithMetadata(
            new OpenApiErrors(
                CommonErrors.InvalidInput, CommonErrors.MalformedJson, KeyErrors.ChallengeInvalid, KeyErrors.ChallengeExpired,
                KeyErrors.ChallengeUnsolved, KeyErrors.TicketTooEarly, KeyErrors.ChallengeReplayed, KeyErrors.TicketLimit, KeyErrors.ChallengeTooCheap,
                KeyErrors.ChallengeNotOffered, KeyErrors.CaptchaRejected, KeyErrors.CaptchaUnavailable, AccountErrors.ActLimit),
            new OpenApiExample(
                """{"keyName":"My first key","purpose":"Trying things out","acceptsTerms":true,"challenge":"CfDJ8…","solution":"812.7.4410.19.5023.340.1288.96"}""",
                "{}",
                ["keyName", "acceptsTerms", "challenge"],
                CanStream: false))
        .AllowAnonymous();

    private static async Task<IResult> HandleAsync(
        ClaimApiKeyRequest request, HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        var claimed = await dispatcher.SendAsync(request.ToCommand(context.GetClientNetwork()), cancellationToken);
        if (!claimed.IsSuccess)
        {
            return claimed.Error.ToResult();
        }

        await context.ChangeSessionAsync(dispatcher, claimed.Value.Session, claimed.Value.SessionExpiresAt, cancellationToken);
        return TypedResults.Created("/api/account", ClaimApiKeyResponse.Of(claimed.Value));
    }
}

/// <summary>Asks for a key.</summary>
/// <param name="KeyName">What you call the key, at most 60 characters.</param>
/// <param name="Purpose">What it is for, if you like to say so; at most 500 characters.</param>
/// <param name="AcceptsTerms">Whether you accept the terms in force, which the footer of every page leads to; must be true.</param>
/// <param name="Challenge">The challenge you answer.</param>
/// <param name="Solution">The answer to a proof of work; leave it out for a waiting ticket.</param>
/// <param name="CaptchaToken">What the captcha's widget gave you, where a captcha is asked.</param>
/// <param name="AcceptsMessages">Whether you want messages about the service; voluntary.</param>
internal sealed record ClaimApiKeyRequest(
    string? KeyName, string? Purpose, bool AcceptsTerms, string? Challenge, string? Solution, string? CaptchaToken, bool AcceptsMessages)
{
    internal ClaimApiKeyCommand ToCommand(ClientNetwork network) => new(
        KeyName ?? string.Empty, Purpose, AcceptsTerms, AcceptsMessages, new ChallengeAnswer(Challenge, Solution, CaptchaToken), network);
}

/// <summary>A claimed key.</summary>
/// <param name="ApiKey">The key in clear: keep it now, it is not shown again.</param>
/// <param name="Key">The key as the account shows it.</param>
/// <param name="RecoveryCode">The way back to the account: keep it now too, it is not shown again.</param>
/// <param name="UserId">The account that was opened.</param>
/// <param name="Team">The team it belongs to.</param>
internal sealed record ClaimApiKeyResponse(string ApiKey, KeyResponse Key, string RecoveryCode, Guid UserId, string Team)
{
    internal static ClaimApiKeyResponse Of(ClaimedApiKey claimed) =>
        new(claimed.Secret.Reveal(), KeyResponse.Of(claimed.Key), claimed.Recovery.Reveal(), claimed.UserId.Value, claimed.TeamId);
}

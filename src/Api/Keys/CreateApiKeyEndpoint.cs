using AkashChat.Api.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Application.Keys.CreateApiKey;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AkashChat.Api.Keys;

internal static class CreateApiKeyEndpoint
{
    internal static void MapCreateApiKey(this IEndpointRouteBuilder api) => api
        .MapPost("/keys", HandleAsync)
        .Produces<NewSecretResponse>(StatusCodes.Status201Created)
        .Describe(
            "CreateApiKey",
            "Issues one more key to your account, if a place for an active key is free. The key is in this answer and never again.",
            CommonErrors.InvalidInput, KeyErrors.LimitReached, AccountErrors.AddressUnverified, AccountErrors.TermsNotAccepted,
            KeyErrors.ChallengeInvalid, KeyErrors.ChallengeTooCheap, KeyErrors.ChallengeNotOffered, KeyErrors.CaptchaRejected,
            KeyErrors.CaptchaUnavailable, AccountErrors.ActLimit);

    private static Task<IResult> HandleAsync(
        CreateApiKeyRequest request, HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
        context.ActAsync(
            dispatcher,
            visitor => new CreateApiKeyCommand(visitor, request.KeyName ?? string.Empty, request.AcceptsTerms, request.ToAnswer()),
            created => TypedResults.Created("/api/keys/" + created.Key.Id, NewSecretResponse.Of(created)),
            cancellationToken);
}

/// <summary>Asks for one more key.</summary>
/// <param name="KeyName">What you call the key, at most 60 characters.</param>
/// <param name="AcceptsTerms">Whether you accept the terms in force; needed if you have not before.</param>
/// <param name="Challenge">The challenge you answer; the extended tier needs none.</param>
/// <param name="Solution">The answer to a proof of work; leave it out for a waiting ticket.</param>
/// <param name="CaptchaToken">What the captcha's widget gave you, where a captcha is asked.</param>
internal sealed record CreateApiKeyRequest(string? KeyName, bool AcceptsTerms, string? Challenge, string? Solution, string? CaptchaToken)
{
    internal ChallengeAnswer? ToAnswer() => ChallengeAnswer.OfRequest(Challenge, Solution, CaptchaToken);
}

/// <summary>A new key, or a new secret for one.</summary>
/// <param name="ApiKey">The key in clear: keep it now, it is not shown again.</param>
/// <param name="Key">The key as the account shows it.</param>
internal sealed record NewSecretResponse(string ApiKey, KeyResponse Key)
{
    internal static NewSecretResponse Of(CreatedApiKey created) => new(created.Secret.Reveal(), KeyResponse.Of(created.Key));
}
